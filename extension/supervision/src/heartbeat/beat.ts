import { closeSync, constants, fstatSync, futimesSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import { setInterval } from 'node:timers'

import { crashBySync } from './crash-by.ts'
import { openInspector } from './open-inspector.ts'

const beatEveryMs = 100
const beatsUntilSettled = 20
const lagStepMs = 50
const lagDigits = 9 // so that a shorter line never follows a longer one
const privateFileMode = 0o600
type Phase = 'booting' | 'running' | 'serving'

export interface HeartEvents {
  readonly onBeat: () => void
  /** Once: it listens, or has been running for a while. */
  readonly onUp: () => void
}

/**
 * Beats until death. The file calls are synchronous on purpose: the threads of the asynchronous ones may all be busy
 * with the program's own work, and a beat that waits for them would tell of them, not of the loop. One beat costs
 * a few microseconds, on tmpfs.
 */
export function startBeatingSync(path: string, { onBeat, onUp }: HeartEvents): { isListening: () => void } {
  const heart = new Heart(path)
  let beats = 0
  let isUp = false
  const up = (): void => {
    if (!isUp) onUp()
    isUp = true
  }
  heart.enterSync('booting')
  setInterval(() => {
    heart.beatSync()
    onBeat()
    beats += 1
    if (beats === beatsUntilSettled) up() // one that does not listen
    const ask = takeAskSync(`${path}.crash`)
    if (ask === 'inspect') openInspector(`${path}.inspector`)
    else crashBySync(ask)
  }, beatEveryMs).unref()
  return {
    isListening: () => {
      heart.enterSync('serving')
      up()
    },
  }
}

class Heart {
  readonly #path: string
  #phase: Phase = 'booting'
  #sinceMs = 0
  #beatMs = 0
  /** How late the latest beat of this phase was: the longest that the loop did not turn. */
  #longestLagMs = 0
  #descriptor: number | undefined

  constructor(path: string) {
    this.#path = path
  }

  enterSync(phase: Phase): void {
    this.#phase = phase
    this.#sinceMs = monotonicMs()
    this.#longestLagMs = 0
    this.#writeSync()
  }

  beatSync(): void {
    const now = monotonicMs()
    const lagMs = this.#beatMs === 0 ? 0 : now - this.#beatMs - beatEveryMs
    this.#beatMs = now
    if (this.#phase === 'booting') this.enterSync('running')
    else if (lagMs > this.#longestLagMs + lagStepMs) {
      this.#longestLagMs = lagMs
      this.#writeSync()
    } else if (!this.#touchSync()) this.#writeSync()
  }

  // One write of one short line at offset 0: there is no instant at which a reader finds half of it.
  #writeSync(): void {
    try {
      if (this.#descriptor !== undefined) closeSync(this.#descriptor)
      this.#descriptor = undefined
      const descriptor = openSync(this.#path, constants.O_CREAT | constants.O_WRONLY, privateFileMode)
      const lag = Math.round(this.#longestLagMs).toString().padStart(lagDigits)
      writeSync(descriptor, `${this.#phase.padEnd(7)} ${this.#sinceMs.toFixed(3)} ${lag} ${process.argv[1] ?? ''}\n`, 0)
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

function takeAskSync(path: string): string | undefined {
  try {
    const ask = readFileSync(path, 'utf8')
    unlinkSync(path) // before it is obeyed: the successor must not find it
    return ask
  } catch {
    return undefined // there is none: the usual case
  }
}

// CLOCK_MONOTONIC, the same for all processes of one boot.
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000
}
