import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { monotonicMs } from '../platform/clock.ts'
import { listNames } from '../platform/durable-file.ts'
import { removeFile } from '../platform/plain-file.ts'
import { hasWriter, onLastWriterGone } from '../platform/fifo.ts'
import { editorLeaseMs, editorRenewMs, leaseKindOf, takeLease } from '../state/lease.ts'
import type { ProjectPaths } from '../state/project-paths.ts'

/**
 * Calls back once when no lease holds any more. What was seen to hold goes on holding when its file is deleted with the
 * whole folder. An editor's lease runs on our own monotonic clock from the last change of its file that we saw, so
 * neither a clock step nor our own restart ends a project early.
 */
export class LeaseKeeper {
  readonly #paths: ProjectPaths
  readonly #onNoneLeft: () => void
  /** `run` leases whose command lives, by the life lines that we read. */
  readonly #lives = new Set<string>()
  readonly #renewals = new Map<string, { modifiedMs: number; seenMono: number }>()
  #isForEver = false
  #isOver = false
  #looking: Promise<void> = Promise.resolve()

  constructor(paths: ProjectPaths, onNoneLeft: () => void) {
    this.#paths = paths
    this.#onNoneLeft = onNoneLeft
  }

  async begin(): Promise<void> {
    setInterval(() => void this.look(), editorRenewMs)
    this.watch()
    await this.look()
  }

  /** Sees at once when a lease is taken or dropped. To be called again when the folder was remade. */
  watch(): void {
    watch(this.#paths.leases, () => void this.look()).on('error', () => undefined) // the folder was deleted
  }

  /** Writes down again what can be: the others renew theirs, or live. */
  async remake(): Promise<void> {
    if (this.#isForEver) await takeLease(this.#paths, 'forever')
  }

  async look(): Promise<void> {
    this.#looking = this.#looking.then(async () => this.#lookNow())
    return this.#looking
  }

  async #lookNow(): Promise<void> {
    if (this.#isOver) return
    for (const name of await listNames(this.#paths.leases)) {
      if (!(await this.#noteIfHeld(name))) await removeFile(join(this.#paths.leases, name))
    }
    const isRenewed = [...this.#renewals.values()].some(({ seenMono }) => monotonicMs() - seenMono < editorLeaseMs)
    if (this.#isForEver || this.#lives.size > 0 || isRenewed) return
    this.#isOver = true
    this.#onNoneLeft()
  }

  async #noteIfHeld(name: string): Promise<boolean> {
    const kind = leaseKindOf(name)
    if (kind === 'run') return this.#noteLife(name)
    if (kind === 'editor') return this.#noteRenewal(name)
    this.#isForEver ||= kind === 'forever'
    return kind === 'forever'
  }

  async #noteLife(name: string): Promise<boolean> {
    const path = join(this.#paths.leases, name)
    if (!(await hasWriter(path))) return false
    if (this.#lives.has(name)) return true
    this.#lives.add(name)
    await onLastWriterGone(path, () => {
      this.#lives.delete(name)
      void this.look()
    })
    return true
  }

  async #noteRenewal(name: string): Promise<boolean> {
    const { mtimeMs } = await stat(join(this.#paths.leases, name)).catch(() => ({ mtimeMs: -1 }))
    const known = this.#renewals.get(name)
    if (known?.modifiedMs === mtimeMs) return monotonicMs() - known.seenMono < editorLeaseMs
    this.#renewals.set(name, { modifiedMs: mtimeMs, seenMono: monotonicMs() })
    return true
  }
}
