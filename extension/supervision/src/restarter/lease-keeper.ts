import { watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { monotonicMs } from '../platform/clock.ts'
import { listNames, removeFile } from '../platform/durable-file.ts'
import { hasWriter, onLastWriterGone } from '../platform/fifo.ts'
import { editorLeaseMs, editorRenewMs, leaseKindOf } from '../state/lease.ts'
import type { ProjectPaths } from '../state/project-paths.ts'

/**
 * Calls back once when no lease holds any more. An editor's lease runs on our own monotonic clock from the last change
 * of its file that we saw, so neither a clock step nor our own restart ends a project early.
 */
export async function keepLeases(paths: ProjectPaths, onNoneLeft: () => void): Promise<void> {
  const keeper = new LeaseKeeper(paths, onNoneLeft)
  watch(paths.leases, () => void keeper.look())
  setInterval(() => void keeper.look(), editorRenewMs)
  await keeper.look()
}

class LeaseKeeper {
  readonly #paths: ProjectPaths
  readonly #onNoneLeft: () => void
  readonly #watchedFifos = new Set<string>()
  readonly #renewals = new Map<string, { modifiedMs: number; seenMono: number }>()
  #isOver = false
  #look: Promise<void> = Promise.resolve()

  constructor(paths: ProjectPaths, onNoneLeft: () => void) {
    this.#paths = paths
    this.#onNoneLeft = onNoneLeft
  }

  async look(): Promise<void> {
    this.#look = this.#look.then(async () => this.#lookNow())
    return this.#look
  }

  async #lookNow(): Promise<void> {
    if (this.#isOver) return
    let held = 0
    for (const name of await listNames(this.#paths.leases)) {
      if (await this.#holds(name)) held += 1
      else await removeFile(join(this.#paths.leases, name))
    }
    if (held > 0) return
    this.#isOver = true
    this.#onNoneLeft()
  }

  async #holds(name: string): Promise<boolean> {
    const kind = leaseKindOf(name)
    if (kind === 'run') return this.#holdsByLife(name)
    if (kind === 'editor') return this.#holdsByRenewal(name)
    return kind === 'forever'
  }

  async #holdsByLife(name: string): Promise<boolean> {
    const path = join(this.#paths.leases, name)
    if (!(await hasWriter(path))) return false
    if (this.#watchedFifos.has(name)) return true
    this.#watchedFifos.add(name)
    await onLastWriterGone(path, () => void this.look())
    return true
  }

  async #holdsByRenewal(name: string): Promise<boolean> {
    const { mtimeMs } = await stat(join(this.#paths.leases, name)).catch(() => ({ mtimeMs: -1 }))
    const known = this.#renewals.get(name)
    if (known?.modifiedMs === mtimeMs) return monotonicMs() - known.seenMono < editorLeaseMs
    this.#renewals.set(name, { modifiedMs: mtimeMs, seenMono: monotonicMs() })
    return true
  }
}
