import { l10n, type LogOutputChannel, type Memento, window } from 'vscode'

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
const toldMax = 100
const toldKey = 'crashLoopsTold'

export interface CrashLoopParts {
  readonly projects: Projects
  readonly crashes: CrashHistories
  readonly crashPages: CrashPages
  readonly log: LogOutputChannel
  readonly memory: Memento
}

/** One message for each crash loop that does not end by itself; all other crashes are in the status bar, the trees and the code. */
export class CrashLoopMessages implements Disposable {
  readonly #parts: CrashLoopParts
  readonly #subscription: Disposable
  /** Programs whose start has failed, which was a message of its own. */
  readonly #saidAtStart = new Set<string>()

  constructor(parts: CrashLoopParts) {
    this.#parts = parts
    this.#subscription = parts.projects.onDidChange(() => { this.#look() })
  }

  dispose(): void {
    this.#subscription.dispose()
  }

  /** The start of the project has failed, and a message says why. */
  saidAtStart({ view }: ProjectSession): void {
    for (const { name } of view.programs.filter((program) => !isUp(program))) this.#saidAtStart.add(keyOf(view.folder.path, name))
  }

  #look(): void {
    for (const session of this.#parts.projects.sessions) {
      const { folder, programs } = session.view
      for (const { name } of programs.filter(isUp)) this.#saidAtStart.delete(keyOf(folder.path, name))
      for (const loop of session.crashLoops) this.#found(session, loop)
    }
  }

  #found({ folder }: ProjectSession, loop: CrashLoop): void {
    const { memory, log } = this.#parts
    const told = memory.get<readonly string[]>(toldKey) ?? []
    const id = keyOf(folder.path, loop.id)
    if (told.includes(id)) return
    // At once, so that the next change of what is shown finds it told.
    void memory.update(toldKey, [...told, id].slice(-toldMax))
    log.error(`${folder.path}: ${loop.name} crashes again and again: ${loop.why}`)
    if (!this.#saidAtStart.delete(keyOf(folder.path, loop.name))) void this.#tell(folder.path, loop)
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

function keyOf(folderPath: string, name: string): string {
  return `${folderPath}\n${name}`
}
