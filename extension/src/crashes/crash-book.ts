import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { type Crash, signatureOf } from './crash.ts'
import { applyToLives, type Life, lifeOf } from './lives.ts'

/** Kept of each signature: more than anybody reads. */
const recentMax = 20
const timesMax = 10_000
const signaturesMax = 500

/** What was written of one signature. The latest crash comes last. */
export interface CrashEntry {
  readonly id: string
  readonly program: string
  count: number
  /** When they were, wall time in milliseconds. Of very many the latest. */
  readonly times: number[]
  readonly recent: Crash[]
}

/** The crashes of one project: a fold over the journal, in bounded memory however long that is. */
export class CrashBook {
  readonly entries = new Map<string, CrashEntry>()
  /** By program: its latest lives, the newest last. */
  readonly lives = new Map<string, Life[]>()
  /** Of each crash of which one is not back from: where its time began. Monotonic milliseconds. */
  readonly #open = new Map<string, { readonly crash: Crash; readonly sinceMono: number }>()
  /** When the flagged lives last gave a sign of life. */
  readonly #silentSinceMono = new Map<string, number>()
  /** Lives that Crash Now was asked for, and how. */
  readonly #asked = new Map<string, string>()
  #boot = ''

  apply(event: JournalEvent): void {
    if (event.boot !== this.#boot) this.#beginBoot(event.boot)
    const { name, incarnation = 0, data } = event
    if (name === undefined) return
    const key = `${name}.${incarnation}`
    if (event.event === 'asked' && data?.how !== undefined) this.#asked.set(key, data.how)
    if (event.event === 'flagged' && data?.sinceMono !== undefined) this.#silentSinceMono.set(key, data.sinceMono)
    if (event.event === 'exited' && data?.kind !== 'stop' && data?.kind !== 'restart') this.#enter(name, key, event)
    if (event.event === 'ready') this.#isBack(name, event)
    applyToLives(this.lives, name, event)
  }

  // No time of before a reboot can be compared with one of after it.
  #beginBoot(boot: string): void {
    this.#boot = boot
    for (const waiting of [this.#open, this.#silentSinceMono, this.#asked]) waiting.clear()
  }

  #enter(name: string, key: string, event: JournalEvent): void {
    const sinceMono = this.#silentSinceMono.get(key)
    const begin = lifeOf(this.lives, name, event.incarnation ?? 0)?.beganMs ?? null
    const crash = crashOf(event, { beganMs: begin, asked: this.#asked.get(key), sinceMono })
    this.#open.set(name, { crash, sinceMono: sinceMono ?? event.mono })
    this.#silentSinceMono.delete(key)
    this.#asked.delete(key)
    const id = signatureOf(crash)
    const entry = this.entries.get(id) ?? { id, program: name, count: 0, times: [], recent: [] }
    entry.count += 1
    entry.times.push(crash.atMs)
    entry.recent.push(crash)
    if (entry.times.length > timesMax) entry.times.shift()
    if (entry.recent.length > recentMax) entry.recent.shift()
    // Set anew, it is the latest one of the map; what goes when there are too many is the first.
    this.entries.delete(id)
    this.entries.set(id, entry)
    const [oldest] = this.entries.keys()
    if (this.entries.size > signaturesMax && oldest !== undefined) this.entries.delete(oldest)
  }

  #isBack(name: string, { incarnation = 0, mono, data }: JournalEvent): void {
    const open = this.#open.get(name)
    if (open === undefined || incarnation <= open.crash.incarnation) return
    open.crash.recoveredMs = Math.max(0, Math.round((data?.sinceMono ?? mono) - open.sinceMono))
    this.#open.delete(name)
  }
}

interface Known {
  readonly beganMs: number | null
  readonly asked: string | undefined
  readonly sinceMono: number | undefined
}

function crashOf({ t, mono, boot, name = '', incarnation = 0, why = '', data }: JournalEvent, known: Known): Crash {
  const where = data?.where ?? null
  const kind = data?.kind === 'hang' ? 'hang' : 'crash'
  return {
    id: `${boot.slice(0, 8)}.${name}.${incarnation}`, at: t, atMs: Date.parse(t) || 0, program: name, incarnation, kind,
    // A line of the user's own code was not Crash Now's doing, whatever was asked for meanwhile.
    asked: where === null ? (known.asked ?? null) : null,
    reason: why, signal: data?.signal ?? null, exitCode: data?.exitCode ?? null, where, code: data?.code ?? null,
    stack: data?.stack ?? '', doing: data?.doing ?? null, tail: data?.tail ?? [], beganMs: known.beganMs,
    silentMs: kind === 'hang' && known.sinceMono !== undefined ? Math.round(mono - known.sinceMono) : null,
    recoveredMs: null,
  }
}
