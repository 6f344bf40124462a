import { l10n, languages, type TextDocument, Uri, window, workspace } from 'vscode'

import { atMostEvery } from '../at-most-every.ts'
import type { CrashHistories } from '../crashes/crash-histories.ts'
import type { Disposable } from '../disposable.ts'
import { readShowAtTheLine } from '../settings.ts'
import { CrashHover } from './crash-hover.ts'
import { Decorations } from './decorations.ts'
import { groupsAtLines, lineMarks, markText, type MarkedGroup } from './line-marks.ts'
import { locateLine } from './locate-line.ts'
import { type PlacedGroup, Problems } from './problems.ts'
import { rulesAtLine } from './rule-findings.ts'
import { textOf } from './text-of.ts'
import { whenQuiet } from './when-quiet.ts'

const quietMs = 700
const showAtMostEveryMs = 250
const problemsMax = 100

/** Shows where it crashed and where it hung, in the code itself: after the line, beside it, on hover, in the Problems view. */
export class AtTheLine implements Disposable {
  readonly #histories: CrashHistories
  readonly #decorations: Decorations
  readonly #problems = new Problems()
  readonly #show = atMostEvery(showAtMostEveryMs, () => { this.#quiet.soon() })
  readonly #quiet = whenQuiet(quietMs, () => { this.#showNow() })
  readonly #subscriptions: Disposable[]

  constructor(histories: CrashHistories, extension: Uri) {
    this.#histories = histories
    this.#decorations = new Decorations(Uri.joinPath(extension, 'media', 'at-the-line'))
    const soon = (): void => { this.#show.soon() }
    this.#subscriptions = [
      this.#decorations, this.#problems, this.#show, this.#quiet,
      histories.onDidChange(soon),
      window.onDidChangeVisibleTextEditors(soon),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && (isTypedIn(document) || this.#isMarked(document))) this.#edited(document)
      }),
      workspace.onDidSaveTextDocument((document) => { if (this.#isMarked(document)) soon() }),
      workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration('crashOnly')) soon() }),
      languages.onDidChangeDiagnostics(({ uris }) => { if (uris.some(({ fsPath }) => this.#groups(fsPath).length > 0)) soon() }),
      languages.registerHoverProvider({ scheme: 'file' }, new CrashHover(histories)),
    ]
  }

  dispose(): void {
    for (const part of this.#subscriptions) part.dispose()
  }

  #groups(file: string): readonly MarkedGroup[] {
    return groupsAtLines(this.#histories.crashes, file)
  }

  #isMarked({ uri }: TextDocument): boolean {
    return uri.scheme === 'file' && this.#groups(uri.fsPath).length > 0
  }

  #edited(document: TextDocument): void {
    this.#decorations.forget(document)
    this.#quiet.disturbed()
  }

  #showNow(): void {
    const isShown = readShowAtTheLine()
    const now = Date.now()
    for (const editor of window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'file')) {
      const groups = isShown ? this.#groups(editor.document.uri.fsPath) : []
      const marks = groups.length === 0 ? [] : lineMarks(groups, textOf(editor.document))
      this.#decorations.show(editor, marks, (mark) => markText(mark, now, l10n))
    }
    this.#problems.show(isShown ? this.#placed() : new Map())
  }

  #placed(): Map<string, PlacedGroup[]> {
    const files = new Map<string, PlacedGroup[]>()
    const all = this.#histories.crashes.flatMap(({ folder, groups }) => groups.map((group) => ({ folderPath: folder.path, group })))
    const shown = all.filter(({ group }) => !group.isOver && group.last.where !== null && group.last.asked === null)
    for (const marked of shown.slice(0, problemsMax)) {
      const file = marked.group.last.where?.file ?? ''
      files.set(file, [...(files.get(file) ?? []), place(marked, file)])
    }
    return files
  }
}

/** Not one that changes because its file does: a log that grows would keep everything else from being shown. */
function isTypedIn(document: TextDocument): boolean {
  return document.isDirty && document === window.activeTextEditor?.document
}

/** In a file that nobody has open, the line is where it was. */
function place(marked: MarkedGroup, file: string): PlacedGroup {
  const { last, fileChangedMs } = marked.group
  const document = workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file)
  const recorded = { line: (last.where?.line ?? 1) - 1, isStale: false }
  const found = document === undefined ? recorded : (locateLine(last, fileChangedMs, textOf(document)) ?? recorded)
  return { ...marked, ...found, rules: rulesAtLine(languages.getDiagnostics(Uri.file(file)), found.line) }
}
