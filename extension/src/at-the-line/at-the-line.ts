import { l10n, languages, type TextDocument, Uri, window, workspace } from 'vscode'

import { atMostEvery } from '../at-most-every.ts'
import type { CrashHistories } from '../crashes/crash-histories.ts'
import type { Disposable } from '../disposable.ts'
import { readShowAtTheLine } from '../settings.ts'
import { byFile, fileOf } from './by-file.ts'
import { ClosedFiles } from './closed-files.ts'
import { CrashHover } from './crash-hover.ts'
import { Decorations } from './decorations.ts'
import { groupsAtLines, lineMarks, markText, type MarkedGroup } from './line-marks.ts'
import { type Located, locateLine } from './locate-line.ts'
import { MarkedFiles } from './marked-files.ts'
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
  readonly #closed = new ClosedFiles()
  readonly #files: MarkedFiles
  #turn = 0
  readonly #show = atMostEvery(showAtMostEveryMs, () => { this.#quiet.soon() })
  readonly #quiet = whenQuiet(quietMs, () => { this.#showNow() })
  readonly #subscriptions: Disposable[]

  constructor(histories: CrashHistories, extension: Uri) {
    this.#histories = histories
    this.#decorations = new Decorations(Uri.joinPath(extension, 'media', 'at-the-line'))
    this.#files = new MarkedFiles(() => { histories.filesChanged() })
    const soon = (): void => { this.#show.soon() }
    this.#subscriptions = [
      this.#decorations, this.#problems, this.#files, this.#show, this.#quiet,
      histories.onDidChange(soon),
      window.onDidChangeVisibleTextEditors(soon),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && (isTypedIn(document) || this.#isMarked(document))) this.#edited(document)
      }),
      workspace.onDidSaveTextDocument((document) => { if (this.#isMarked(document)) soon() }),
      workspace.onDidCloseTextDocument((document) => { if (this.#isMarked(document)) soon() }),
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
    let marksShown = 0
    for (const editor of window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'file')) {
      const groups = isShown ? this.#groups(editor.document.uri.fsPath) : []
      const marks = groups.length === 0 ? [] : lineMarks(groups, textOf(editor.document))
      this.#decorations.show(editor, marks, (mark) => markText(mark, now, l10n))
      marksShown += marks.length
    }
    this.#histories.showsAges('lines', marksShown > 0)
    void this.#showProblems(isShown ? this.#forProblems() : [])
  }

  #forProblems(): readonly MarkedGroup[] {
    const all = this.#histories.crashes.flatMap(({ folder, groups }) => groups.map((group) => ({ folderPath: folder.path, group })))
    return all.filter(({ group }) => !group.isOver && group.last.where !== null && group.last.asked === null).slice(0, problemsMax)
  }

  // Files that nobody has open are read for it; what was asked for meanwhile is shown instead.
  async #showProblems(shown: readonly MarkedGroup[]): Promise<void> {
    this.#turn += 1
    const turn = this.#turn
    this.#files.watch(new Set(shown.map(({ group }) => fileOf(group))))
    const groups = shown.map(({ group }) => group)
    const closed = await this.#closed.locate(groups.filter((group) => openDocument(fileOf(group)) === undefined))
    if (turn !== this.#turn) return
    const placed = shown.flatMap((one) => {
      const found = locateInOpen(one) ?? closed.get(one.group.id)
      return found === undefined ? [] : [place(one, found)]
    })
    this.#problems.show(byFile(placed, ({ group }) => group))
  }
}

/** Not one that changes because its file does: a log that grows would keep everything else from being shown. */
function isTypedIn(document: TextDocument): boolean {
  return document.isDirty && document === window.activeTextEditor?.document
}

function openDocument(file: string): TextDocument | undefined {
  return workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file)
}

/** Undefined: nobody has the file open. */
function locateInOpen({ group }: MarkedGroup): Located | undefined {
  const document = openDocument(fileOf(group))
  const { last, fileChangedMs } = group
  return document === undefined ? undefined : locateLine(last, fileChangedMs, textOf(document))
}

function place(marked: MarkedGroup, found: Located): PlacedGroup {
  return { ...marked, ...found, rules: rulesAtLine(languages.getDiagnostics(Uri.file(fileOf(marked.group))), found.line) }
}
