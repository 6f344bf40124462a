import { join } from 'node:path'
import { EventEmitter, type Pseudoterminal } from 'vscode'

import type { Disposable } from '../disposable.ts'
import { LogTail } from '../log/log-tail.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { isRunning, type ProgramView } from '../project/project-view.ts'
import type { Projects } from '../projects.ts'
import { startingLine, taskLines } from './task-lines.ts'

export interface Watching {
  readonly projects: Projects
  readonly session: ProjectSession
  /** Undefined: all of the project. */
  readonly program: string | undefined
  readonly start: () => Promise<void>
}

/**
 * A task's terminal: starts the project where it does not run, then shows what becomes of it. It is attached, no more: closing it,
 * or reloading the window, stops nothing. It ends when the programs are stopped.
 */
export function watchTerminal({ projects, session, program, start }: Watching): Pseudoterminal {
  const written = new EventEmitter<string>()
  const closed = new EventEmitter<number>()
  const parts: Disposable[] = [written, closed]
  let shown: readonly ProgramView[] = []
  const write = (line: string): void => { written.fire(`${line}\r\n`) }
  const look = (): void => {
    const programs = session.view.programs.filter(({ name }) => program === undefined || name === program)
    for (const line of taskLines(shown, programs)) write(line)
    const isOver = shown.some(isRunning) && !programs.some(isRunning)
    shown = programs
    if (isOver) closed.fire(0)
  }
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      write(startingLine(session.folder.path))
      parts.push(projects.onDidChange(look))
      void begin()
    },
    close: () => { for (const part of parts) part.dispose() },
  }

  async function begin(): Promise<void> {
    if (!session.view.programs.some(isRunning)) await start()
    if (program !== undefined) parts.push(followOutput(join(session.paths.logs, `${program}.log`), (text) => { written.fire(text) }))
    look()
    // The start has failed, and has said so in a message. One that succeeded is guarded before it is told of in the journal.
    if (session.view.guard.kind === 'none') closed.fire(1)
  }
}

function followOutput(path: string, write: (text: string) => void): Disposable {
  const tail = new LogTail({
    path,
    onText: (text) => { write(text.replace(/\r?\n/gu, '\r\n')) },
    onSkipped: () => undefined,
    onError: (error) => { write(`crash-only: cannot read ${path}: ${error.message}\r\n`) },
  })
  void tail.start()
  return tail
}
