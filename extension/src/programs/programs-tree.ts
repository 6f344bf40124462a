import {
  EventEmitter, l10n, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState, type TreeView, window,
} from 'vscode'

import type { Disposable } from '../disposable.ts'
import { openPlace } from '../open-place.ts'
import type { ProjectView } from '../project/project-view.ts'
import { type ProgramRow, programRows } from './program-rows.ts'

/** The view "Programs". */
export class ProgramsTree implements TreeDataProvider<ProgramRow>, Disposable {
  readonly #changed = new EventEmitter<undefined>()
  readonly #view: TreeView<ProgramRow>
  #rows: readonly ProgramRow[] = []
  #shown = '[]'

  readonly onDidChangeTreeData = this.#changed.event

  constructor() {
    this.#view = window.createTreeView('crashOnly.programs', { treeDataProvider: this })
  }

  show(projects: readonly ProjectView[]): void {
    this.#rows = programRows(projects, l10n)
    const next = JSON.stringify(this.#rows)
    if (next === this.#shown) return
    this.#shown = next
    this.#changed.fire(undefined)
  }

  getChildren(row?: ProgramRow): readonly ProgramRow[] & ProgramRow[] {
    return [...(row?.children ?? this.#rows)]
  }

  getTreeItem(row: ProgramRow): TreeItem {
    const item = new TreeItem(row.label, collapsibleState(row))
    item.id = row.id
    item.description = row.description
    item.tooltip = row.tooltip
    item.accessibilityInformation = { label: row.accessibleLabel }
    item.contextValue = row.kind
    item.iconPath = iconOf(row)
    if (row.place !== undefined) item.command = openPlace(row.place)
    return item
  }

  dispose(): void {
    this.#view.dispose()
    this.#changed.dispose()
  }
}

function collapsibleState({ children, isOpen }: ProgramRow): TreeItemCollapsibleState {
  if (children.length === 0) return TreeItemCollapsibleState.None
  return isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed
}

function iconOf({ icon }: ProgramRow): ThemeIcon {
  return icon.color === undefined ? new ThemeIcon(icon.id) : new ThemeIcon(icon.id, new ThemeColor(icon.color))
}
