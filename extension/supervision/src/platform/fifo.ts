import { execFile } from 'node:child_process'
import { close, constants, open, read } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'

import { hasCode } from './durable-file.ts'
import { removeFile } from './plain-file.ts'

// Raw descriptors, not FileHandles: a handle would be closed when it is collected, under the socket that reads it.
const openDescriptor = promisify(open)
const closeDescriptor = promisify(close)
const readDescriptor = promisify(read)
const mkfifoDeadlineMs = 5_000

/**
 * A FIFO as a life line: alive is the same as "the FIFO has a writer". The kernel closes the write end at death,
 * whoever the parent is, so there is nothing to clean up and nothing to poll (fifo(7)).
 */
export async function makeFifo(path: string): Promise<void> {
  await removeFile(path) // one that a killed predecessor left
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', path], { timeout: mkfifoDeadlineMs })
  } catch (error) {
    throw new Error(`cannot make the FIFO ${path} with mkfifo(1)`, { cause: error })
  }
}

/** Opens the write end, for a child to inherit or to hold. A reader is needed meanwhile, else this is ENXIO. */
export async function openWriter(path: string): Promise<number> {
  const reader = await openReader(path)
  try {
    return await openDescriptor(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } finally {
    await closeDescriptor(reader)
  }
}

export async function closeWriter(descriptor: number): Promise<void> {
  await closeDescriptor(descriptor)
}

/** Whether any process holds the write end now. A FIFO that does not exist has none. */
export async function hasWriter(path: string): Promise<boolean> {
  let reader: number
  try {
    reader = await openReader(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
  try {
    const { bytesRead } = await readDescriptor(reader, Buffer.alloc(1), 0, 1, null)
    return bytesRead > 0 // end of file: no writer
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return true
    throw error
  } finally {
    await closeDescriptor(reader)
  }
}

/**
 * Calls back once, at the instant the last writer is gone, or soon when there is none.
 * @param onSaid is called with what a writer writes, as it comes
 */
export async function onLastWriterGone(path: string, callback: () => void, onSaid?: (said: Buffer) => void): Promise<void> {
  const descriptor = await openReader(path)
  const reader = new Socket({ fd: descriptor, readable: true, writable: false })
  reader.once('close', callback)
  reader.once('error', () => reader.destroy())
  reader.on('data', (said: Buffer) => { onSaid?.(said) }) // a program may write into its life line; that must not fill it up
  // Linux reports a hang-up only to readers that were there when it happened.
  if (!(await hasWriter(path))) reader.destroy()
}

// Opening without O_NONBLOCK would wait for a writer; with it, open and read on a FIFO return at once.
async function openReader(path: string): Promise<number> {
  return openDescriptor(path, constants.O_RDONLY | constants.O_NONBLOCK)
}
