import { monotonicMs } from '../platform/clock.ts'
import { type ProcessStat, readProcessStat, readRunQueueWaitMs } from '../platform/process-stat.ts'
import { removeFile } from '../platform/plain-file.ts'
import { type Beat, judgedBeats, readBeats } from '../state/heartbeat.ts'
import { incarnationKey } from '../state/incarnation-key.ts'
import type { WatchedLife } from '../state/watch.ts'
import type { Now } from './case.ts'
import { judgeLiveness, ownPaceSuspectShare, suspectShare } from './judge-liveness.ts'
import type { Liveness } from './liveness.ts'

const bootingLookMs = 25
const suspectLookMs = 50
const severity: Record<Liveness['kind'], number> = { healthy: 0, booting: 1, suspect: 2, hang: 3 }

interface Line {
  modifiedMs: number
  changedMono: number
  waitedMs: number | null
}

/** What this watchdog has seen of one incarnation. All clocks start afresh when it is first seen. */
export class Watched {
  life: WatchedLife
  /** No later than then must it be looked at again: before it, nothing can become suspect. */
  dueMono = 0
  /** When the process of the group that listened was seen dead; null while one listens, or none did. */
  deafSinceMono: number | null = null
  readonly #beats = new Map<string, Beat>()
  readonly #lines = new Map<string, Line>()

  constructor(life: WatchedLife) {
    this.life = life
  }

  /** Judges by the stalest of the heartbeats that speak for the program. One that was ever seen stays: deleted is silent. */
  async judge(heartbeats: string, name: string, names: readonly string[], now: Now): Promise<Liveness> {
    const key = incarnationKey(name, this.life.incarnation)
    for (const beat of await readBeats(heartbeats, key, names, this.#beats)) this.#beats.set(beat.path, beat)
    const judged = judgedBeats([...this.#beats.values()], this.life.pid, this.life.judge)
    if (judged.some(({ phase }) => phase === 'serving')) this.deafSinceMono = null
    const all = await Promise.all((judged.length > 0 ? judged : [null]).map(async (beat) => this.#judgeOne(beat, now)))
    const worst = all.toSorted((a, b) => severity[b.kind] - severity[a.kind])[0] ?? { kind: 'booting' }
    this.dueMono = now.mono + this.#nextLookMs(worst, judged, now.mono)
    return worst
  }

  /** While we ourselves were late (a loaded machine, a suspend) or told not to look, nobody could have been seen beating. */
  excuse(ms: number, nowMono: number): void {
    for (const line of this.#lines.values()) line.changedMono = Math.min(nowMono, line.changedMono + ms)
  }

  async #judgeOne(beat: Beat | null, now: Now): Promise<Liveness> {
    const known = { nowMono: now.mono, excusedMs: 0, isStopped: false, ...this.life }
    // Without a heartbeat only its being there speaks for it: a dead one is not healthy until the restarter has told of it.
    if (beat === null) return isGone(await readProcessStat(this.life.pid)) ? { kind: 'booting' } : judgeLiveness({ ...known, beat })
    const line = this.#note(beat, now)
    const seen = { phase: beat.phase, phaseSinceMono: beat.sinceMono, changedMono: line.changedMono }
    const share = shareOf(beat)
    if (now.mono - line.changedMono < this.life.staleAfterMs * share) return judgeLiveness({ ...known, beat: seen })
    // Only a silent process costs these two reads. Waiting before the first of them is not excused: it is the shorter part.
    const pid = beat.pid ?? this.life.pid
    const [waitedMs, stat] = [await readRunQueueWaitMs(pid), await readProcessStat(pid)]
    line.waitedMs ??= waitedMs
    if (isGone(stat)) return this.#forget(beat)
    return judgeLiveness({ ...known, beat: seen, suspectShare: share, excusedMs: waitedMs - line.waitedMs, isStopped: stat?.state === 'T' })
  }

  // A member of the group that ended (a cluster's old worker) is not silent, it is gone.
  async #forget(beat: Beat): Promise<Liveness> {
    if (beat.phase === 'serving') this.deafSinceMono ??= monotonicMs()
    this.#beats.delete(beat.path)
    await removeFile(beat.path)
    return { kind: 'booting' }
  }

  // The file's time says when it changed since our last look; were the wall clock set meanwhile, it is held to that span.
  #note(beat: Beat, now: Now): Line {
    const line = this.#lines.get(beat.path)
    if (line?.modifiedMs === beat.modifiedMs) return line
    // No time at all (`notify-receiver.pl`): the program said itself that it is sick.
    if (beat.modifiedMs === 0) return { modifiedMs: 0, changedMono: now.mono - this.life.staleAfterMs, waitedMs: null }
    const earliest = line?.changedMono ?? now.mono
    const changedMono = Math.min(now.mono, Math.max(earliest, now.mono - (now.wall - beat.modifiedMs)))
    const fresh = { modifiedMs: beat.modifiedMs, changedMono, waitedMs: null }
    this.#lines.set(beat.path, fresh)
    return fresh
  }

  #nextLookMs(worst: Liveness, judged: readonly Beat[], nowMono: number): number {
    if (worst.kind === 'booting' || !this.life.isReady) return bootingLookMs
    if (worst.kind !== 'healthy') return suspectLookMs
    const dues = judged.map((beat) => (this.#lines.get(beat.path)?.changedMono ?? nowMono) + this.life.staleAfterMs * shareOf(beat))
    return Math.min(...dues) - nowMono
  }
}

// Where there is no /proc nobody can tell.
function isGone(stat: ProcessStat | undefined): boolean {
  return process.platform === 'linux' && (stat === undefined || stat.state === 'Z')
}

function shareOf({ pid }: Beat): number {
  return pid === null ? ownPaceSuspectShare : suspectShare
}
