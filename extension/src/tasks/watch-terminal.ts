import { join } from 'node:path'
import { EventEmitter, type Pseudoterminal } from 'vscode'

import { findMistake, type Started, type Wanted } from '../commands/start-wanted.ts'
import type { Disposable } from '../disposable.ts'
import { LogTail } from '../log/log-tail.ts'
import { isRunning, type ProgramView } from '../project/project-view.ts'
import type { Projects } from '../projects.ts'
import { startingLine, taskLines } from './task-lines.ts'

export interface Watching {
  readonly projects: Projects
  readonly wanted: Wanted
  readonly start: () => Promise<Started>
}

/** Whoever waits for the task learns from its exit code that it will never be ready. */
const neverUp = 1

/**
 * A task's terminal: starts what is wanted where it does not run, then shows what becomes of it. It is attached, no more: closing it,
 * or reloading the window, stops nothing. It ends when the programs are stopped, or when they can never come up, with the reason.
 */
export class WatchTerminal implements Pseudoterminal {
  readonly #watching: Watching
  readonly #written = new EventEmitter<string>()
  readonly #closed = new EventEmitter<number>()
  readonly #parts: Disposable[] = [this.#written, this.#closed]
  #shown: readonly ProgramView[] = []
  #hasStarted = false
  #isOver = false
  #isAtLineStart = true

  readonly onDidWrite = this.#written.event
  readonly onDidClose = this.#closed.event

  constructor(watching: Watching) {
    this.#watching = watching
  }

  open(): void {
    void this.#begin()
  }

  close(): void {
    this.#isOver = true
    for (const part of this.#parts) part.dispose()
  }

  async #begin(): Promise<void> {
    const { projects, wanted, start } = this.#watching
    // The editor hears an end only of a terminal that it has opened, which it has once this is gone on with.
    await projects.allSessions()
    const mistake = findMistake(wanted)
    if (mistake !== undefined) { this.#fail(mistake); return }
    this.#write(startingLine(wanted.session.folder.path))
    this.#parts.push(projects.onDidChange(() => { this.#look() }))
    const started = await start()
    if (started.kind === 'failed') { this.#fail(started.line); return }
    this.#hasStarted = true
    if (!this.#isOver) this.#followOutput()
    this.#look()
  }

  #look(): void {
    if (this.#isOver) return
    const { session, program } = this.#watching.wanted
    const programs = session.view.programs.filter(({ name }) => program === undefined || name === program)
    for (const line of taskLines(this.#shown, programs)) this.#write(line)
    this.#shown = programs
    if (this.#hasStarted && !programs.some(isRunning)) this.#end(0)
  }

  #followOutput(): void {
    const { session, program } = this.#watching.wanted
    if (typeof program !== 'string') return // the output of several would be a jumble
    const path = join(session.paths.logs, `${program}.log`)
    const tail = new LogTail({
      path,
      onText: (text) => {
        this.#isAtLineStart = text.endsWith('\n')
        this.#written.fire(text.replace(/\r?\n/gu, '\r\n'))
      },
      onSkipped: () => undefined,
      onError: (error) => { this.#write(`crash-only: cannot read ${path}: ${error.message}`) },
    })
    this.#parts.push(tail)
    void tail.start()
  }

  // The problem matcher reads whole lines, and a program may have printed half a one.
  #write(line: string): void {
    this.#written.fire(`${this.#isAtLineStart ? '' : '\r\n'}${line}\r\n`)
    this.#isAtLineStart = true
  }

  #fail(line: string): void {
    if (this.#isOver) return
    this.#write(`crash-only: ${line}`)
    this.#end(neverUp)
  }

  #end(exitCode: number): void {
    this.#closed.fire(exitCode)
    this.close()
  }
}
