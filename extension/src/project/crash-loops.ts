import type { JournalEvent } from '../../supervision/src/state/event.ts'

/** Of its own after the loop was flagged: as many as the restarter waits for before it says that somebody must look. */
const deathsToTell = 5

/** A program that dies again and again without health between, from the flag until it was verified as well again. */
export interface CrashLoop {
  readonly name: string
  /** The same in every window, and after a reload. */
  readonly id: string
  /** The start of the run that it is of, where the program was not up in that before. */
  readonly start: string | undefined
  /** After the flag; what Crash Now was asked for is not counted. */
  readonly deaths: number
  /** What it died of last. */
  readonly why: string
}

/** The crash loops of one project: a fold over its journal. */
export class CrashLoops {
  readonly #loops = new Map<string, CrashLoop>()
  /** Lives that Crash Now was asked for. */
  readonly #asked = new Set<string>()
  /** Starts of runs in which the program was not up yet. */
  readonly #starts = new Map<string, string>()
  #boot = ''

  /** Those that do not end by themselves, as far as can be seen: somebody must look. */
  get toTell(): readonly CrashLoop[] {
    return [...this.#loops.values()].filter(({ deaths }) => deaths >= deathsToTell)
  }

  /** The same in every window, too. Undefined: it was up since, or was not started. */
  startOf(name: string): string | undefined {
    return this.#starts.get(name)
  }

  apply(event: JournalEvent): void {
    if (event.boot !== this.#boot) this.#beginBoot(event.boot)
    const { name, incarnation = 0, data } = event
    if (name === undefined) return
    if (event.event === 'asked' && data?.how !== undefined) this.#asked.add(`${name}.${incarnation}`)
    if (event.event === 'flagged' && data?.flag === 'crash-loop') this.#begin(name, event)
    if (event.event === 'exited') this.#died(name, event)
    if (event.event === 'verified') this.#loops.delete(name)
    if (event.event === 'ready') this.#starts.delete(name)
    if (event.event === 'spawned' && data?.first === true) this.#start(name, event)
  }

  // Started anew, it is judged anew.
  #start(name: string, event: JournalEvent): void {
    this.#loops.delete(name)
    this.#starts.set(name, `${idOf(name, event)}.start`)
  }

  // A hang in the middle of it makes no other loop.
  #begin(name: string, event: JournalEvent): void {
    if (this.#loops.has(name)) return
    this.#loops.set(name, { name, id: idOf(name, event), start: this.#starts.get(name), deaths: 0, why: event.why ?? '' })
  }

  #died(name: string, { incarnation = 0, why = '', data }: JournalEvent): void {
    const isAsked = this.#asked.delete(`${name}.${incarnation}`)
    const loop = this.#loops.get(name)
    if (loop === undefined || isAsked || data?.kind === 'restart') return
    if (data?.kind === 'stop') this.#loops.delete(name)
    else this.#loops.set(name, { ...loop, deaths: loop.deaths + 1, why })
  }

  #beginBoot(boot: string): void {
    this.#boot = boot
    for (const ofBoot of [this.#loops, this.#asked, this.#starts]) ofBoot.clear()
  }
}

function idOf(name: string, { boot, incarnation = 0 }: JournalEvent): string {
  return `${boot.slice(0, 8)}.${name}.${incarnation}`
}
