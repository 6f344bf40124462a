import { Diagnostic, type DiagnosticCollection, DiagnosticSeverity, languages, Range, Uri } from 'vscode'

import { diagnosticSource } from './at-the-line/rule-findings.ts'
import type { Disposable } from './disposable.ts'
import { endOfLine } from './end-of-line.ts'
import type { ProjectView } from './project/project-view.ts'
import type { Refusal } from './project/refusal.ts'

/**
 * A configuration that was saved while the project runs, and is refused: an entry of the Problems view at its line, until it is put
 * right. What can be seen in the file alone its schema tells already; a command that is not installed, only who runs it.
 */
export class RefusedConfigurations implements Disposable {
  readonly #collection: DiagnosticCollection = languages.createDiagnosticCollection('crash-only-configuration')
  readonly #report: (line: string) => void
  #shown: ReadonlySet<string> = new Set()

  constructor(report: (line: string) => void) {
    this.#report = report
  }

  show(projects: readonly ProjectView[]): void {
    const refusals = new Map(projects.flatMap(({ refused }) => (refused === null ? [] : [[keyOf(refused), refused] as const])))
    const isSame = refusals.size === this.#shown.size && [...refusals.keys()].every((key) => this.#shown.has(key))
    if (isSame) return
    this.#collection.clear()
    this.#collection.set([...refusals.values()].map((refused) => [Uri.file(refused.file), [diagnosticOf(refused)]]))
    for (const [key, { file, line, text }] of refusals) if (!this.#shown.has(key)) this.#report(`${file}:${line} is refused: ${text}`)
    this.#shown = new Set(refusals.keys())
  }

  dispose(): void {
    this.#collection.dispose()
  }
}

function keyOf({ file, line, text }: Refusal): string {
  return `${file}:${line}:${text}`
}

function diagnosticOf({ line, text }: Refusal): Diagnostic {
  const diagnostic = new Diagnostic(new Range(line - 1, 0, line - 1, endOfLine), text, DiagnosticSeverity.Error)
  diagnostic.source = diagnosticSource
  return diagnostic
}
