import { closeSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'

/** How far a spare goes before it waits: its packages are loaded; or the program runs up to `listen`. */
export type SpareLevel = 'boot' | 'warm' | 'hot'

export interface SparePlace {
  /** Our end of the gate, a pair of connected sockets. */
  readonly fd: number
  readonly level: SpareLevel
}

/** What a spare says at its gate, as a line of JSON. */
export interface SpareReport {
  /** What it loaded ahead may have seen other environment variables than the program sets. */
  readonly isEnvironmentOpen: boolean
  /** The program's own files that it has loaded; null where that cannot be told. None where none of the program ran. */
  readonly files: readonly string[] | null
}

const ownOomScore = '/proc/self/oom_score_adj'
const firstToGo = '1000'

/**
 * Where a spare waits until it is needed. It blocks the whole process on purpose: nothing of the program runs
 * meanwhile. The gate ends with the restarter, whatever that died of, and then so does the spare.
 */
export class Gate {
  readonly #fd: number
  readonly #oomScore: string
  #isPassed = false

  private constructor(fd: number, oomScore: string) {
    this.#fd = fd
    this.#oomScore = oomScore
  }

  static openSync({ fd }: SparePlace): Gate {
    const gate = new Gate(fd, readOomScoreSync())
    setOomScoreSync(firstToGo) // when memory is short the kernel takes the spare, not the program
    return gate
  }

  /** Returns when this is the program, from now on. */
  passSync(report: SpareReport): void {
    if (this.#isPassed) return
    this.#isPassed = true
    if (!this.#isOpenedSync(report)) process.kill(process.pid, 'SIGKILL')
    setOomScoreSync(this.#oomScore)
    closeSync(this.#fd)
  }

  #isOpenedSync(report: SpareReport): boolean {
    try {
      writeSync(this.#fd, `${JSON.stringify(report)}\n`)
      return readSync(this.#fd, Buffer.alloc(1)) > 0
    } catch {
      return false // the restarter is dead
    }
  }
}

function readOomScoreSync(): string {
  try {
    return readFileSync(ownOomScore, 'utf8').trim()
  } catch {
    return '0'
  }
}

function setOomScoreSync(score: string): void {
  try {
    writeFileSync(ownOomScore, score)
  } catch {
    // No Linux, or not allowed: then all are equal.
  }
}
