import {
  type CancellationToken, debug, type DebugConfiguration, type DebugConfigurationProvider, l10n, window, type WorkspaceFolder,
} from 'vscode'

import type { CommandContext } from '../commands/command-context.ts'
import { isSupervised, startWanted } from '../commands/start-wanted.ts'
import type { Disposable } from '../disposable.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { attachWhenUp } from './attach-when-up.ts'

const debugType = 'crash-only'

/**
 * `launch.json`: `{ "type": "crash-only", "request": "attach", "program": "web" }` starts the program where it does not run, and
 * attaches the editor's Node debugger to it. Ending the debug session ends nothing else.
 */
export class StartAndAttach implements DebugConfigurationProvider, Disposable {
  readonly #context: CommandContext
  readonly #registration: Disposable

  constructor(context: CommandContext) {
    this.#context = context
    this.#registration = debug.registerDebugConfigurationProvider(debugType, this)
  }

  async provideDebugConfigurations(folder: WorkspaceFolder | undefined): Promise<DebugConfiguration[]> {
    const programs = (await this.#sessionOf(folder))?.view.programs ?? []
    return programs.map(({ name }) => ({ type: debugType, request: 'attach', name: l10n.t('{0} under the watchdog', name), program: name }))
  }

  /** Undefined: the debugging does not begin, and the user was told why. */
  async resolveDebugConfiguration(
    folder: WorkspaceFolder | undefined, { program, name }: DebugConfiguration, token?: CancellationToken,
  ): Promise<DebugConfiguration | undefined> {
    const session = await this.#sessionOf(folder)
    if (session === undefined) { this.#refuse(l10n.t('There is nothing to run in this folder (add a crash-only.json).')); return undefined }
    // Which is the first one is known where it runs; else all are started.
    const named: unknown = program ?? (isSupervised(session) ? session.view.programs[0]?.name : undefined)
    const started = await startWanted(this.#context, { session, program: named, file: 'launch.json' })
    if (started.kind === 'failed') {
      if (!started.isTold) this.#refuse(started.line)
      return undefined
    }
    const chosen = typeof named === 'string' ? named : session.view.programs[0]?.name
    if (chosen === undefined) return undefined
    const configuration = await attachWhenUp(this.#context.projects, { session, name: chosen }, token)
    if (configuration !== undefined) return { ...configuration, ...(name === '' ? {} : { name }) }
    const isTold = started.died === chosen
    if (token?.isCancellationRequested !== true && !isTold) this.#refuse(l10n.t('{0} does not come up, or is no Node program.', chosen))
    return undefined
  }

  dispose(): void {
    this.#registration.dispose()
  }

  /** Also where the debugging is the first that this window is asked for. */
  async #sessionOf(folder: WorkspaceFolder | undefined): Promise<ProjectSession | undefined> {
    const sessions = await this.#context.projects.allSessions()
    return sessions.find((session) => (folder === undefined ? session.canRun : session.folder.path === folder.uri.fsPath))
  }

  #refuse(line: string): void {
    this.#context.log.error(`debug: ${line}`)
    void this.#showRefusal(line) // the debugging is over now, not when the message is answered
  }

  async #showRefusal(line: string): Promise<void> {
    const chosen = await window.showErrorMessage(line, l10n.t('Show Log'))
    if (chosen !== undefined) this.#context.log.show()
  }
}
