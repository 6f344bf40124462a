import {
  type CancellationToken, debug, type DebugConfiguration, type DebugConfigurationProvider, l10n, window, type WorkspaceFolder,
} from 'vscode'

import type { CommandContext } from '../commands/command-context.ts'
import { startTarget } from '../commands/start.ts'
import type { Disposable } from '../disposable.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning } from '../project/project-view.ts'
import { attachWhenUp } from './attach-when-up.ts'

const debugType = 'crash-only'

/**
 * `launch.json`: `{ "type": "crash-only", "request": "attach", "program": "web" }` starts the project where it does not run yet, and
 * attaches the editor's Node debugger to a program of it. Ending the debug session ends nothing else.
 */
export class StartAndAttach implements DebugConfigurationProvider, Disposable {
  readonly #context: CommandContext
  readonly #registration: Disposable

  constructor(context: CommandContext) {
    this.#context = context
    this.#registration = debug.registerDebugConfigurationProvider(debugType, this)
  }

  provideDebugConfigurations(folder: WorkspaceFolder | undefined): DebugConfiguration[] {
    const programs = this.#sessionOf(folder)?.view.programs ?? []
    return programs.map(({ name }) => ({ type: debugType, request: 'attach', name: l10n.t('{0} under the watchdog', name), program: name }))
  }

  /** Undefined: the debugging does not begin, and the user was told why. */
  async resolveDebugConfiguration(
    folder: WorkspaceFolder | undefined, { program, name }: DebugConfiguration, token?: CancellationToken,
  ): Promise<DebugConfiguration | undefined> {
    const session = this.#sessionOf(folder)
    if (session === undefined) return this.#refuse(l10n.t('There is nothing to run in this folder (add a crash-only.json).'))
    if (!session.view.programs.some(isRunning)) await startTarget(this.#context, { session })
    const chosen = typeof program === 'string' ? program : session.view.programs[0]?.name
    if (chosen === undefined || session.view.guard.kind === 'none') return undefined // the start has failed, and has said so
    if (!session.view.programs.some((one) => one.name === chosen)) {
      const names = session.view.programs.map((one) => one.name).join(', ')
      return this.#refuse(l10n.t('launch.json: no program is called {0} (there is: {1}).', chosen, names))
    }
    const configuration = await attachWhenUp(this.#context.projects, { session, name: chosen }, token)
    if (configuration !== undefined) return { ...configuration, ...(name === '' ? {} : { name }) }
    if (token?.isCancellationRequested === true) return undefined
    return this.#refuse(l10n.t('{0} does not come up, or is no Node program.', chosen))
  }

  dispose(): void {
    this.#registration.dispose()
  }

  #sessionOf(folder: WorkspaceFolder | undefined): ProjectSession | undefined {
    const { projects } = this.#context
    return folder === undefined ? projects.sessions.find(({ canRun }) => canRun) : projects.find(folder.uri.fsPath)
  }

  async #refuse(line: string): Promise<undefined> {
    this.#context.log.error(`debug: ${line}`)
    const chosen = await window.showErrorMessage(line, l10n.t('Show Log'))
    if (chosen !== undefined) this.#context.log.show()
    return undefined
  }
}
