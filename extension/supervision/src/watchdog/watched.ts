import { removeFile } from '../platform/durable-file.ts'
import { readRunQueueWaitMs } from '../platform/run-queue.ts'
import { readProcessStat } from '../platform/process-identity.ts'
import { type Beat, judgedBeats } from '../state/heartbeat.ts'
import type { IncarnationRecord } from '../state/incarnation-record.ts'
import { judgeLiveness, type Liveness } from './judge-liveness.ts'

const suspectShare = 0.25

interface Facts {
  readonly nowMono: number
  /** By how much this look came later than planned. */
  readonly lateMs: number
  readonly servedBefore: boolean
}

/** What this watchdog has seen of one incarnation. All clocks start afresh when it is first seen. */
export class Watched {
  record: IncarnationRecord
  isReady = false
  isSuspect = false
  /** Every heartbeat ever seen: one whose file was deleted is silent, not absent. */
  readonly #beats = new Map<string, Beat>()
  readonly #lines = new Map<string, { modifiedMs: number; changedMono: number; waitedMs: number | null }>()

  constructor(record: IncarnationRecord) {
    this.record = record
  }

  /** Judges by the stalest of the heartbeats that speak for the program. */
  async judge(beats: readonly Beat[], facts: Facts): Promise<Liveness> {
    for (const beat of beats) this.#beats.set(beat.path, beat)
    const judged = judgedBeats([...this.#beats.values()], this.record.pid)
    const all = await Promise.all((judged.length > 0 ? judged : [null]).map(async (beat) => this.#judgeOne(beat, facts)))
    return all.toSorted((a, b) => severity[b.kind] - severity[a.kind])[0] ?? { kind: 'booting' }
  }

  async #judgeOne(beat: Beat | null, { nowMono, lateMs, servedBefore }: Facts): Promise<Liveness> {
    const { spawnedMono, staleAfterMs, pid } = this.record
    const known = { nowMono, spawnedMono, staleAfterMs, servedBefore }
    if (beat === null) return judgeLiveness({ ...known, beat, excusedMs: 0, isStopped: false })
    const line = this.#note(beat, nowMono, lateMs)
    const seen = { phase: beat.phase, phaseSinceMono: beat.sinceMono, changedMono: line.changedMono }
    if (nowMono - line.changedMono < staleAfterMs * suspectShare) {
      return judgeLiveness({ ...known, beat: seen, excusedMs: 0, isStopped: false })
    }
    // Only a silent process costs these two reads. Waiting before the first of them is not excused: it is the shorter part.
    const waitedMs = await readRunQueueWaitMs(beat.pid ?? pid)
    line.waitedMs ??= waitedMs
    const stat = await readProcessStat(beat.pid ?? pid)
    if (process.platform === 'linux' && (stat === undefined || stat.state === 'Z')) return this.#forget(beat)
    const isStopped = stat?.state === 'T'
    return judgeLiveness({ ...known, beat: seen, excusedMs: waitedMs - line.waitedMs, isStopped })
  }

  // A member of the group that ended (a cluster's old worker) is not silent, it is gone.
  async #forget(beat: Beat): Promise<Liveness> {
    this.#beats.delete(beat.path)
    await removeFile(beat.path)
    return { kind: 'booting' }
  }

  #note(beat: Beat, nowMono: number, lateMs: number) {
    const line = this.#lines.get(beat.path)
    if (line?.modifiedMs !== beat.modifiedMs) {
      const fresh = { modifiedMs: beat.modifiedMs, changedMono: nowMono, waitedMs: null }
      this.#lines.set(beat.path, fresh)
      return fresh
    }
    // While we were late ourselves (a loaded machine, a suspend), nobody could have been seen beating.
    line.changedMono += lateMs
    return line
  }
}

const severity: Record<Liveness['kind'], number> = { healthy: 0, booting: 1, suspect: 2, hang: 3 }
