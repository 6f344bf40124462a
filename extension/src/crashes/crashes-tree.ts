import {
  type Command, commands, env, EventEmitter, l10n, MarkdownString, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem,
  TreeItemCollapsibleState, type TreeView, window,
} from 'vscode'

import { atMostEvery } from '../at-most-every.ts'
import type { Disposable } from '../disposable.ts'
import { openPlace } from '../open-place.ts'
import { crashesText } from '../programs/program-texts.ts'
import type { FolderCrashes } from './crash-groups.ts'
import type { CrashHistories } from './crash-histories.ts'
import { type CrashRow, crashRows } from './crash-rows.ts'
import { findCrash } from './find-crash.ts'
import { crashSummary } from './crash-summary.ts'

const markSeenAtMostEveryMs = 2_000

/** The view "Crashes". Its badge counts those that nobody has looked at; to look at them is to see this view. */
export class CrashesTree implements TreeDataProvider<CrashRow>, Disposable {
  readonly #histories: CrashHistories
  readonly #changed = new EventEmitter<undefined>()
  readonly #view: TreeView<CrashRow>
  readonly #markSeen = atMostEvery(markSeenAtMostEveryMs, async () => this.#markSeenNow())
  readonly #subscriptions: Disposable[]
  #rows: readonly CrashRow[] = []
  #shown = '[]'

  readonly onDidChangeTreeData = this.#changed.event

  constructor(histories: CrashHistories) {
    this.#histories = histories
    this.#view = window.createTreeView('crashOnly.crashes', { treeDataProvider: this, showCollapseAll: true })
    this.#subscriptions = [
      this.#view, this.#changed, this.#markSeen,
      histories.onDidChange((crashes) => { this.#show(crashes) }),
      this.#view.onDidChangeVisibility(() => { this.#show(histories.crashes) }),
    ]
  }

  getChildren(row?: CrashRow): readonly CrashRow[] & CrashRow[] {
    return [...(row?.children ?? this.#rows)]
  }

  getTreeItem(row: CrashRow): TreeItem {
    const item = new TreeItem(row.label, collapsibleState(row))
    item.id = row.id
    item.description = row.description
    item.accessibilityInformation = { label: row.accessibleLabel }
    item.contextValue = row.kind
    item.iconPath = iconOf(row)
    const command = commandOf(row)
    if (command !== undefined) item.command = command
    return item
  }

  // Only for the row that somebody points at: a stack is long.
  resolveTreeItem(item: TreeItem, row: CrashRow): TreeItem {
    const found = findCrash(this.#histories.crashes, row)
    item.tooltip = found === undefined ? row.accessibleLabel : new MarkdownString(crashSummary(found, l10n))
    return item
  }

  dispose(): void {
    for (const part of this.#subscriptions) part.dispose()
  }

  #show(crashes: readonly FolderCrashes[]): void {
    const unseen = crashes.reduce((sum, folder) => sum + folder.unseen, 0)
    if (this.#view.visible && unseen > 0) this.#markSeen.soon()
    const badge = this.#view.visible || unseen === 0 ? undefined : { value: unseen, tooltip: crashesText(unseen, l10n) }
    if (badge?.value !== this.#view.badge?.value) this.#view.badge = badge
    this.#rows = crashRows(crashes, { nowMs: Date.now(), language: env.language }, l10n)
    this.#histories.showsAges('tree', this.#view.visible && this.#rows.length > 0)
    const next = JSON.stringify(this.#rows)
    if (next === this.#shown) return
    this.#shown = next
    void commands.executeCommand('setContext', 'crashOnly.hasCrashes', this.#rows.length > 0)
    this.#changed.fire(undefined)
  }

  async #markSeenNow(): Promise<void> {
    for (const { folder, groups, unseen } of this.#histories.crashes) {
      const seenAt = groups.map(({ last }) => last.at).toSorted().at(-1)
      if (unseen > 0 && seenAt !== undefined) await this.#histories.mark(folder.path, (marks) => ({ ...marks, seenAt }))
    }
  }
}

function collapsibleState({ children, kind }: CrashRow): TreeItemCollapsibleState {
  if (children.length === 0) return TreeItemCollapsibleState.None
  return kind === 'folder' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed
}

function iconOf({ icon }: CrashRow): ThemeIcon {
  return icon.color === undefined ? new ThemeIcon(icon.id) : new ThemeIcon(icon.id, new ThemeColor(icon.color))
}

/** A signature leads to its line, a single crash to all that is known of it; one without a line leads there, too. */
function commandOf(row: CrashRow): Command | undefined {
  if (row.crash === undefined) return undefined
  if (row.kind === 'signature' && row.place !== undefined) return openPlace(row.place)
  return { command: 'crashOnly.showCrash', title: l10n.t('Show Crash'), arguments: [row] }
}
