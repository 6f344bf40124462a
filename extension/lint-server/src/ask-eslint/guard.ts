/**
 * Thread of the process that asks the project's ESLint. It ends that process when whoever asked is gone, and when the deadline is over.
 * It is a thread because the project's code may never give the main one back. Reads: the life line. Writes: that it watches.
 */
import { Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

import { lifeLine } from './answer.ts'

const { deadlineMs } = workerData as { readonly deadlineMs: number }

// Nothing is ever written on it: it ends when the other side is closed, by hand or because that process died.
const line = new Socket({ fd: lifeLine, readable: true, writable: false })
line.on('error', endProcess)
line.on('close', endProcess)
line.resume()
setTimeout(endProcess, deadlineMs)
parentPort?.postMessage('watching')

/** Not `process.exit`, which ends only the thread here. */
function endProcess(): void {
  process.kill(process.pid, 'SIGKILL')
}
