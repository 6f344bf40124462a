import { closeSync, constants, fstatSync, futimesSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { setInterval } from 'node:timers'

import { crashBySync } from './crash-by.ts'

const beatEveryMs = 100
const privateFileMode = 0o600
type Phase = 'booting' | 'running' | 'serving'

/**
 * Beats until death. The file calls are synchronous on purpose: the threads of the asynchronous ones may all be busy
 * with the program's own work, and a beat that waits for them would tell of them, not of the loop. One beat costs
 * a few microseconds, on tmpfs.
 */
export function startBeatingSync(path: string): { isListening: () => void } {
  const heart = new Heart(path)
  heart.enterSync('booting')
  setInterval(() => {
    heart.beatSync()
    crashBySync(takeCrashAskSync(`${path}.crash`))
  }, beatEveryMs).unref()
  return { isListening: () => { heart.enterSync('serving') } }
}

class Heart {
  readonly #path: string
  #phase: Phase = 'booting'
  #descriptor: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  enterSync(phase: Phase): void {
    this.#phase = phase
    this.#writeSync()
  }

  beatSync(): void {
    if (this.#phase === 'booting') this.enterSync('running')
    else if (!this.#touchSync()) this.#writeSync()
  }

  // One write of one short line at offset 0: there is no instant at which a reader finds half of it.
  #writeSync(): void {
    try {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor)
      this.#descriptor = undefined
      const descriptor = openSync(this.#path, constants.O_CREAT | constants.O_WRONLY, privateFileMode)
      writeSync(descriptor, `${this.#phase.padEnd(7)} ${monotonicMs().toFixed(3)}\n`, 0)
      this.#descriptor = descriptor
    } catch {
      // No room, no folder: the next beat tries again, and the program never notices.
    }
  }

  /** False when the file must be written anew: it was deleted, or never made. */
  #touchSync(): boolean {
    if (this.#descriptor === undefined) return false
    try {
      const now = Date.now() / 1_000
      futimesSync(this.#descriptor, now, now)
      return fstatSync(this.#descriptor).nlink > 0
    } catch {
      return false
    }
  }
}

function takeCrashAskSync(path: string): string | undefined {
  try {
    const how = readFileSync(path, 'utf8')
    unlinkSync(path) // before it is obeyed: the successor must not find it
    return how
  } catch {
    return undefined // there is none: the usual case
  }
}

// CLOCK_MONOTONIC, the same for all processes of one boot.
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}
