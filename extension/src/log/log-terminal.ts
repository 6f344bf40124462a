import { join } from 'node:path'
import { EventEmitter, l10n, type Pseudoterminal, type Terminal, ThemeIcon, window } from 'vscode'

import type { Disposable } from '../disposable.ts'
import { LogTail } from './log-tail.ts'

/** The output of programs, one read-only terminal each. */
export class LogTerminals implements Disposable {
  readonly #open = new Map<string, Terminal>()
  readonly #subscription = window.onDidCloseTerminal((closed) => {
    for (const [path, terminal] of this.#open) if (terminal === closed) this.#open.delete(path)
  })

  show(logs: string, program: string): void {
    const path = join(logs, `${program}.log`)
    const terminal = this.#open.get(path) ?? openTerminal(path, program)
    this.#open.set(path, terminal)
    terminal.show()
  }

  dispose(): void {
    this.#subscription.dispose()
    for (const terminal of this.#open.values()) terminal.dispose()
  }
}

function openTerminal(path: string, program: string): Terminal {
  return window.createTerminal({
    name: l10n.t('{0} (log)', program),
    pty: followInTerminal(path),
    iconPath: new ThemeIcon('output'),
    isTransient: true, // after a reload it could not be followed on: it is opened again in one step
  })
}

/** Nothing can be typed: a supervised program has no terminal. */
function followInTerminal(path: string): Pseudoterminal {
  const written = new EventEmitter<string>()
  const note = (text: string): void => { written.fire(`\u001B[2m${text}\u001B[0m\r\n`) }
  const tail = new LogTail({
    path,
    onText: (text) => { written.fire(text.replace(/\r?\n/gu, '\r\n')) },
    onSkipped: (bytes) => { note(l10n.t('({0} earlier bytes are in {1})', bytes, path)) },
    onError: (error) => { note(l10n.t('Cannot read {0}: {1}', path, error.message)) },
  })
  return {
    onDidWrite: written.event,
    open: () => void tail.start(),
    close: () => { tail.dispose() },
  }
}
