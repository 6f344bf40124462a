import { l10n, type LogOutputChannel, window } from 'vscode'

import { claimTelling, isTold } from '../../supervision/src/state/told.ts'
import type { Disposable } from '../disposable.ts'
import type { CrashLoop } from '../project/crash-loops.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isUp } from '../project/project-view.ts'
import type { Projects } from '../projects.ts'
import type { CrashHistories } from './crash-histories.ts'
import type { CrashPages } from './crash-pages.ts'
import { shortened } from './crash-texts.ts'
import { findLatestCrash } from './find-crash.ts'
import { reasonText } from './reason-texts.ts'

const reasonCharactersMax = 120

export interface CrashLoopParts {
  readonly projects: Projects
  readonly crashes: CrashHistories
  readonly crashPages: CrashPages
  readonly log: LogOutputChannel
}

/**
 * One message for each crash loop that does not end by itself, in one of the windows on its folder; all other crashes are in the status
 * bar, the trees and the code.
 */
export class CrashLoopMessages implements Disposable {
  readonly #parts: CrashLoopParts
  readonly #subscription: Disposable
  /** Those that this window has looked at, and that go on. */
  #known: ReadonlySet<string> = new Set()

  constructor(parts: CrashLoopParts) {
    this.#parts = parts
    this.#subscription = parts.projects.onDidChange(() => { this.#look() })
  }

  dispose(): void {
    this.#subscription.dispose()
  }

  /** The start of the project has failed, and a message says why: a loop that it goes over into is no news, in no window. */
  async saidAtStart(session: ProjectSession): Promise<void> {
    const down = session.view.programs.filter((program) => !isUp(program))
    const starts = down.flatMap(({ name }) => session.startOf(name) ?? [])
    await Promise.all(starts.map(async (start) => this.#isOurs(session, start)))
  }

  #look(): void {
    const before = this.#known
    const found = this.#parts.projects.sessions.flatMap((session) => session.crashLoops.map((loop) => ({ session, loop })))
    // At once, so that the next change of what is shown finds it known.
    this.#known = new Set(found.map(keyOf))
    for (const one of found) if (!before.has(keyOf(one))) void this.#found(one)
  }

  async #found({ session, loop }: FoundLoop): Promise<void> {
    if (!(await this.#isOurs(session, loop.id))) return
    const { folder } = session
    this.#parts.log.error(`${folder.path}: ${loop.name} crashes again and again: ${loop.why}`)
    const isSaid = loop.start !== undefined && (await isTold(session.paths, loop.start).catch(() => false))
    if (!isSaid) await this.#tell(folder.path, loop)
  }

  /** Where it cannot be marked, on a full disk, it is better told twice than not at all. */
  async #isOurs({ paths }: ProjectSession, id: string): Promise<boolean> {
    try {
      return await claimTelling(paths, id)
    } catch (error) {
      this.#parts.log.warn(`cannot mark as told in ${paths.state}: ${error instanceof Error ? error.message : String(error)}`)
      return true
    }
  }

  async #tell(folderPath: string, { name, why }: CrashLoop): Promise<void> {
    const [line = ''] = why.split('\n')
    const reason = shortened(reasonText(line, l10n), reasonCharactersMax)
    const text = l10n.t('{0} crashes again and again: {1}. It is tried again every few seconds.', name, reason)
    const show = l10n.t('Show Crash')
    if ((await window.showErrorMessage(text, show)) === show) await this.showLatest(folderPath, name)
  }

  /** The page of what crashed last; where that was cleared, the log. */
  async showLatest(folderPath: string, program: string): Promise<void> {
    const { crashes, crashPages, log } = this.#parts
    const found = findLatestCrash(crashes.crashes, { folderPath, program })
    if (found === undefined || !(await crashPages.show(found))) log.show()
  }
}

interface FoundLoop {
  readonly session: ProjectSession
  readonly loop: CrashLoop
}

function keyOf({ session, loop }: FoundLoop): string {
  return `${session.folder.path}\n${loop.id}`
}
