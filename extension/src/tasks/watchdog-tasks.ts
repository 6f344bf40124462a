import {
  CustomExecution, l10n, Task, type TaskDefinition, type TaskProvider, tasks, TaskScope, Uri, workspace, type WorkspaceFolder,
} from 'vscode'

import type { CommandContext } from '../commands/command-context.ts'
import { startWanted, type Wanted } from '../commands/start-wanted.ts'
import type { Disposable } from '../disposable.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { WatchTerminal } from './watch-terminal.ts'

const taskType = 'crash-only'

/** `tasks.json`: `{ "type": "crash-only", "program": "web" }`, for `preLaunchTask` and Run Build Task. */
export class WatchdogTasks implements TaskProvider, Disposable {
  readonly #context: CommandContext
  readonly #registration: Disposable

  constructor(context: CommandContext) {
    this.#context = context
    this.#registration = tasks.registerTaskProvider(taskType, this)
  }

  async provideTasks(): Promise<Task[]> {
    const runnable = (await this.#context.projects.allSessions()).filter(({ canRun }) => canRun)
    return runnable.flatMap((session) => {
      const names = session.view.programs.map(({ name }) => name)
      const choices = names.length > 1 ? [undefined, ...names] : [undefined]
      return choices.map((program) => this.#taskOf(session, program === undefined ? { type: taskType } : { type: taskType, program }))
    })
  }

  /** One that stands in `tasks.json`. Undefined: its folder is no folder of this workspace. */
  async resolveTask({ definition, scope }: Task): Promise<Task | undefined> {
    const sessions = await this.#context.projects.allSessions()
    const folder = typeof scope === 'object' ? scope.uri.fsPath : undefined
    const session = sessions.find((one) => (folder === undefined ? one.canRun : one.folder.path === folder))
    return session === undefined ? undefined : this.#taskOf(session, definition)
  }

  dispose(): void {
    this.#registration.dispose()
  }

  #taskOf(session: ProjectSession, definition: TaskDefinition): Task {
    const program: unknown = definition['program']
    const name = typeof program === 'string' ? program : l10n.t('all programs')
    const wanted: Wanted = { session, program, file: 'tasks.json' }
    const watching = { projects: this.#context.projects, wanted, start: async () => startWanted(this.#context, wanted) }
    // eslint-disable-next-line @typescript-eslint/require-await -- the editor asks for a promise
    const execution = new CustomExecution(async () => new WatchTerminal(watching))
    const task = new Task(definition, folderOf(session) ?? TaskScope.Workspace, name, 'crash-only', execution, '$crash-only')
    task.isBackground = true
    task.detail = l10n.t('starts it under the watchdog, and shows what becomes of it; ending the task stops nothing')
    return task
  }
}

function folderOf({ folder }: ProjectSession): WorkspaceFolder | undefined {
  return workspace.getWorkspaceFolder(Uri.file(folder.path))
}
