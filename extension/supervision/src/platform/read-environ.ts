import { close, open, read } from 'node:fs'

const environBytesMax = 256 * 1_024

/**
 * The environment of a process as the kernel has it, `NAME=value` each with a zero byte at its end; undefined where it
 * cannot be read. With callbacks, because a sweep reads hundreds of them (a third of the cost of promises); never
 * synchronously, because the kernel makes the reader wait while a process holds its own memory map (proc(5)).
 * @param room is filled, and what is given is a part of it
 */
export function readEnviron(pid: number, room: Buffer, callback: (environ: Buffer | undefined) => void): void {
  open(`/proc/${pid}/environ`, 'r', (failure, descriptor) => {
    if (failure !== null) { callback(undefined); return } // it ended meanwhile, or it is another user's
    read(descriptor, room, 0, room.length, null, (error, bytes) => {
      close(descriptor, () => { callback(error === null ? room.subarray(0, bytes) : undefined) })
    })
  })
}

export function roomForEnviron(): Buffer {
  return Buffer.allocUnsafe(environBytesMax)
}
