import { l10n, MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode'

import type { Disposable } from '../disposable.ts'
import type { ProjectView } from '../project/project-view.ts'
import { statusBarView, type StatusBarView, tooltipCommands } from './status-bar-view.ts'

/** The one item on the left. A click opens a menu; it never acts. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem
  #shown = ''

  constructor() {
    this.#item = window.createStatusBarItem('crashOnly.status', StatusBarAlignment.Left)
    this.#item.name = 'Crash-Only'
    this.#item.command = 'crashOnly.showMenu'
  }

  show(projects: readonly ProjectView[]): void {
    const view = statusBarView(projects, l10n)
    // An unchanged item is left alone: setting it would close the tooltip that somebody reads.
    const next = JSON.stringify(view ?? '')
    if (next === this.#shown) return
    this.#shown = next
    if (view === undefined) this.#item.hide()
    else this.#showView(view)
  }

  dispose(): void {
    this.#item.dispose()
  }

  #showView(view: StatusBarView): void {
    this.#item.text = view.text
    const tooltip = new MarkdownString(view.tooltip)
    tooltip.isTrusted = { enabledCommands: tooltipCommands }
    this.#item.tooltip = tooltip
    this.#item.accessibilityInformation = { label: view.label, role: 'button' }
    const isCalm = view.background === 'none'
    this.#item.backgroundColor = isCalm ? undefined : new ThemeColor(`statusBarItem.${view.background}Background`)
    this.#item.show()
  }
}
