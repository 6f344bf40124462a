import type { TextDocument } from 'vscode-languageserver-textdocument'

import type { Finding } from './finding.ts'

export interface OpenDocumentsOptions {
  readonly delayMs: number
  readonly judge: (document: TextDocument) => Promise<readonly Finding[]>
  /** The text as it is now; undefined: it was closed. */
  readonly current: (uri: string) => TextDocument | undefined
  readonly show: (document: TextDocument, findings: readonly Finding[]) => void
}

interface Judged {
  readonly version: number
  readonly findings: readonly Finding[]
}

/** Judges what is open, a moment after the last key, and remembers what was found. */
export class OpenDocuments {
  readonly #options: OpenDocumentsOptions
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #judged = new Map<string, Judged>()

  constructor(options: OpenDocumentsOptions) {
    this.#options = options
  }

  /** Nothing is shown for an older text than the one that was judged last. */
  judgeSoon(uri: string, delayMs = this.#options.delayMs): void {
    clearTimeout(this.#timers.get(uri))
    this.#timers.set(uri, setTimeout(() => void this.#judge(uri), delayMs))
  }

  closed(uri: string): void {
    clearTimeout(this.#timers.get(uri))
    this.#timers.delete(uri)
    this.#judged.delete(uri)
  }

  /** What was found in this version of the text, if it was judged. */
  findingsOf(uri: string, version: number): readonly Finding[] {
    const judged = this.#judged.get(uri)
    return judged?.version === version ? judged.findings : []
  }

  async #judge(uri: string): Promise<void> {
    this.#timers.delete(uri)
    const document = this.#options.current(uri)
    if (document === undefined) return
    const { version } = document
    const findings = await this.#options.judge(document)
    const now = this.#options.current(uri)
    if (now?.version !== version) return // another judgement is under way, or it was closed
    this.#judged.set(uri, { version, findings })
    this.#options.show(now, findings)
  }
}
