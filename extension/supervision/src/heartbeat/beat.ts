import { closeSync, constants, fstatSync, futimesSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { Server } from 'node:net'
import { setInterval } from 'node:timers'

import { crashBy } from './crash-by.ts'

const beatEveryMs = 100
const privateFileMode = 0o600
type Phase = 'booting' | 'running' | 'serving'

/**
 * Beats until death. All calls here are synchronous on purpose: the threads of the asynchronous ones may all be busy
 * with the program's own work, and a beat that waits for them would tell of them, not of the loop. One beat costs
 * about 3 microseconds.
 */
export function startBeating(path: string): void {
  let phase: Phase = 'booting'
  let descriptor = writeBeat(path, phase)
  const enter = (next: Phase): void => {
    phase = next
    descriptor = writeBeat(path, phase, descriptor)
  }
  onListening(() => { enter('serving') })
  setInterval(() => {
    if (phase === 'booting') enter('running')
    else if (!touch(descriptor)) descriptor = writeBeat(path, phase, descriptor)
    obeyCrashAsk(`${path}.crash`)
  }, beatEveryMs).unref()
}

// One write of one short line at offset 0: there is no instant at which a reader finds half of it.
function writeBeat(path: string, phase: Phase, old?: number): number | undefined {
  try {
    if (old !== undefined) closeSync(old) // crash-only: see startBeating
    const descriptor = openSync(path, constants.O_CREAT | constants.O_WRONLY, privateFileMode)
    writeSync(descriptor, `${phase.padEnd(7)} ${monotonicMs().toFixed(3)}\n`, 0)
    return descriptor
  } catch {
    return undefined // no room, no folder: the next beat tries again, and the program never notices
  }
}

function touch(descriptor: number | undefined): boolean {
  if (descriptor === undefined) return false
  try {
    const now = Date.now() / 1_000
    futimesSync(descriptor, now, now)
    return fstatSync(descriptor).nlink > 0 // a deleted file is made again
  } catch {
    return false
  }
}

function obeyCrashAsk(path: string): void {
  let how: string
  try {
    how = readFileSync(path, 'utf8')
    unlinkSync(path) // first: the successor must not find it
  } catch {
    return // there is none: the usual case
  }
  crashBy(how)
}

function onListening(callback: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the server as `this`, below
  const listen = Server.prototype.listen
  Server.prototype.listen = function listenAndTell(this: Server, ...args: Parameters<typeof listen>) {
    this.once('listening', callback)
    return Reflect.apply(listen, this, args) as Server
  } as typeof listen
}

// CLOCK_MONOTONIC, the same for all processes of one boot.
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}
