import {
  DocumentLink, EventEmitter, l10n, languages, Range, type TextDocument, type TextDocumentContentProvider, Uri, window, workspace,
} from 'vscode'

import type { CodePlace } from '../../supervision/src/state/event.ts'
import type { Disposable } from '../disposable.ts'
import type { CrashHistories } from './crash-histories.ts'
import type { Crash } from './crash.ts'
import { crashPage } from './crash-page.ts'
import { type CrashName, findCrash, type FoundCrash } from './find-crash.ts'

const scheme = 'crash-only'
const placeInText = /(?<![\w:/])(?:file:\/\/)?(\/[^\s():]+):(\d+)(?::(\d+))?/gu

/** Pages that tell of one crash, each a read-only document whose places can be followed. */
export class CrashPages implements TextDocumentContentProvider, Disposable {
  readonly #histories: CrashHistories
  readonly #rulesAt: (place: CodePlace) => readonly string[]
  readonly #changed = new EventEmitter<Uri>()
  /** By the ids of crashes. A finding goes when its file is closed, and would have told all the same. */
  readonly #rules = new Map<string, readonly string[]>()
  readonly #subscriptions: Disposable[]

  readonly onDidChange = this.#changed.event

  constructor(histories: CrashHistories, rulesAt: (place: CodePlace) => readonly string[]) {
    this.#histories = histories
    this.#rulesAt = rulesAt
    this.#subscriptions = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(scheme, this),
      languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: linksOf }),
      histories.onDidChange(() => { this.#renew() }),
      languages.onDidChangeDiagnostics(() => { this.#renew() }),
    ]
  }

  provideTextDocumentContent(uri: Uri): string {
    const found = this.#find(uri)
    if (found === undefined) return l10n.t('This crash was cleared, or is too old to be kept.')
    return crashPage(found, this.#rulesOf(found.crash), l10n)
  }

  /** False: the crash was cleared, or is too old to be kept. */
  async show(name: CrashName): Promise<boolean> {
    const found = findCrash(this.#histories.crashes, name)
    if (found === undefined) return false
    const { folderPath, group, crash } = found
    const query = JSON.stringify({ folderPath, group: group.id, crash: crash.id } satisfies CrashName)
    const uri = Uri.from({ scheme, path: `/${crash.program} ${crash.at.slice(0, 19).replaceAll(':', '.')}.txt`, query })
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true })
    if (crash.where !== null) await haveJudged(crash.where.file)
    return true
  }

  dispose(): void {
    for (const part of this.#subscriptions) part.dispose()
  }

  #find(uri: Uri): FoundCrash | undefined {
    try {
      return findCrash(this.#histories.crashes, JSON.parse(uri.query) as CrashName)
    } catch {
      return undefined // an address that somebody typed
    }
  }

  #rulesOf({ id, where }: Crash): readonly string[] {
    const now = where === null ? [] : this.#rulesAt(where)
    if (now.length > 0) this.#rules.set(id, now)
    return this.#rules.get(id) ?? []
  }

  // It is not back yet when it is first read of; then it is.
  #renew(): void {
    for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) this.#changed.fire(uri)
  }
}

/** Opens a file without showing it, so that the language server says which rules tell of its lines. */
async function haveJudged(file: string): Promise<void> {
  try {
    await workspace.openTextDocument(Uri.file(file))
  } catch {
    // It was deleted since: then nobody tells anything of it.
  }
}

function linksOf(document: TextDocument): DocumentLink[] {
  return [...document.getText().matchAll(placeInText)].map(({ 0: text, 1: file = '', 2: line, index }) => {
    const range = new Range(document.positionAt(index), document.positionAt(index + text.length))
    return new DocumentLink(range, Uri.file(file).with({ fragment: `L${line ?? '1'}` }))
  })
}
