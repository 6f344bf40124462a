import { readdir } from 'node:fs/promises'

import { editorRenewMs, leaseKindOf, takeLease } from '../../supervision/src/state/lease.ts'
import type { ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import type { OnEditorExit } from '../settings.ts'

/** One lease for all windows on a folder, the reloaded one included: a project ends when the last of them is gone. */
export const editorLeaseId = 'vscode'

export type LeaseStep = 'renew' | 'keep-forever' | 'none'

/**
 * What a window does about the lease of a guarded project. One that a terminal started is left alone: a lease of ours
 * would make it outlive its `crash-only run`, or tell nothing to a `crash-only start`.
 */
export function decideLease(leaseNames: readonly string[], onEditorExit: OnEditorExit): LeaseStep {
  const kinds = leaseNames.map(leaseKindOf)
  if (!kinds.includes('editor')) return 'none'
  if (onEditorExit === 'stop') return 'renew'
  return kinds.includes('forever') ? 'none' : 'keep-forever'
}

export interface EditorLeaseOptions {
  readonly paths: ProjectPaths
  readonly onEditorExit: () => OnEditorExit
  readonly isGuarded: () => boolean
  readonly report: (line: string) => void
}

/** Renews the lease for as long as this window lives. Letting go is dying: nothing is done at the end. */
export class EditorLease {
  readonly #options: EditorLeaseOptions
  readonly #timer: NodeJS.Timeout

  constructor(options: EditorLeaseOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), editorRenewMs)
  }

  async look(): Promise<void> {
    if (!this.#options.isGuarded()) return
    try {
      await this.#step()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.report(`cannot renew the lease: ${reason} (trying again in ${editorRenewMs} ms)`)
    }
  }

  dispose(): void {
    clearInterval(this.#timer)
  }

  async #step(): Promise<void> {
    const { paths, onEditorExit } = this.#options
    const step = decideLease(await readdir(paths.leases), onEditorExit())
    if (step === 'renew') await takeLease(paths, 'editor', editorLeaseId)
    if (step === 'keep-forever') await takeLease(paths, 'forever')
  }
}
