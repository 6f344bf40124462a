import { l10n, ShellExecution, type Task, Task as NewTask, TaskRevealKind, tasks, TaskScope } from 'vscode'

import type { Installation } from './package-manager.ts'

const deadlineMs = 600_000

/** Runs the package manager where everybody can watch it. Gives its exit code; undefined: it was ended, or is not there. */
export async function install({ folder, manager, args }: Installation): Promise<number | undefined> {
  const execution = new ShellExecution(manager, [...args], { cwd: folder })
  const name = l10n.t('Install the ESLint plugin')
  const task = new NewTask({ type: 'crash-only-install' }, TaskScope.Workspace, name, 'Crash-Only', execution, [])
  task.presentationOptions = { reveal: TaskRevealKind.Always, focus: false, showReuseMessage: false, close: true }
  return runToEnd(task)
}

async function runToEnd(task: Task): Promise<number | undefined> {
  const running = await tasks.executeTask(task)
  return new Promise((resolve) => {
    const parts = [
      tasks.onDidEndTaskProcess(({ execution, exitCode }) => { if (execution === running) end(exitCode) }),
      // A task without a process (its shell is not there) only ends.
      tasks.onDidEndTask(({ execution }) => { if (execution === running) end(undefined) }),
    ]
    const timer = setTimeout(() => { running.terminate(); end(undefined) }, deadlineMs)
    const end = (code: number | undefined): void => {
      clearTimeout(timer)
      for (const part of parts) part.dispose()
      resolve(code)
    }
  })
}
