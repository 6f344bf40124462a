import childProcess from 'node:child_process'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

const slots = 2
const textBytesMax = 1_000
const startAfterMs = 1_000

export interface HangWatch {
  /** The loop turned. */
  readonly beat: () => void
  /** The program is up: from now on its hangs are worth a worker. */
  readonly begin: () => void
}

/**
 * A worker that notes where the main thread is when it is silent for most of its limit, so that a hang has a line of
 * code. It starts late, so that it costs the program's start nothing, and opens no port.
 */
export function watchForHang(options: { readonly path: string; readonly staleAfterMs: number }): HangWatch {
  const beats = new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT))
  const call = new Uint8Array(new SharedArrayBuffer(textBytesMax))
  let isBegun = false
  return {
    beat: () => { Atomics.add(beats, 0, 1) },
    begin: () => {
      if (isBegun) return
      isBegun = true
      noteBlockingCalls(call)
      setTimeout(() => { startWorker({ ...options, beats, call }) }, startAfterMs).unref()
    },
  }
}

function startWorker(workerData: object): void {
  try {
    // Without NODE_OPTIONS: nobody's preloads run in it.
    const worker = new Worker(join(__dirname, 'hang-watcher.cjs'), { workerData, env: {}, execArgv: [], stdout: true, stderr: true })
    // eslint-disable-next-line crash-only/no-swallowed-crash -- it only adds a line to a hang, and must not end the program
    worker.on('error', () => undefined) // a Node without an inspector: then a hang has no line
    worker.unref()
  } catch {
    // No memory for a thread: the program comes first.
  }
}

const blockingCalls = ['execSync', 'execFileSync', 'spawnSync'] as const

// While one of these runs there is no JavaScript that could be stopped to be asked where it is; so it is noted before.
function noteBlockingCalls(note: Uint8Array): void {
  const encoder = new TextEncoder()
  const write = (text: string): void => { note.fill(0).set(encoder.encode(text).subarray(0, textBytesMax)) }
  const patched = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of blockingCalls) {
    const original = patched[name]
    if (original === undefined) continue
    const noted = function (this: unknown, ...args: unknown[]): unknown {
      write(`${name}(${JSON.stringify(args[0])})\n${new Error(name).stack ?? ''}`)
      try {
        return Reflect.apply(original, this, args)
      } finally {
        note[0] = 0
      }
    }
    Object.defineProperties(noted, { name: { value: name }, length: { value: original.length } })
    if (!Reflect.set(patched, name, noted)) return // frozen by the program itself
  }
  syncBuiltinESMExports()
}
