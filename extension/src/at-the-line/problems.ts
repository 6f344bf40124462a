import {
  Diagnostic, type DiagnosticCollection, DiagnosticRelatedInformation, DiagnosticSeverity, l10n, languages, Location, Position, Range, Uri,
} from 'vscode'

import { parseFrame, withoutOurs } from '../../supervision/src/state/stack.ts'
import { crashTitle } from '../crashes/crash-texts.ts'
import type { Disposable } from '../disposable.ts'
import { endOfLine } from '../end-of-line.ts'
import type { MarkedGroup } from './line-marks.ts'
import { diagnosticSource, problemCode } from './rule-findings.ts'

const relatedMax = 8

/** One signature, where its code stands now. */
export interface PlacedGroup extends MarkedGroup {
  readonly line: number
  readonly isStale: boolean
  /** Rules that tell of the line. */
  readonly rules: readonly string[]
}

/** One entry of the Problems view for each signature that has a line. Only what changed is set anew. */
export class Problems implements Disposable {
  readonly #collection: DiagnosticCollection = languages.createDiagnosticCollection('crash-only-crashes')
  #shown = new Map<string, string>()

  show(placed: ReadonlyMap<string, readonly PlacedGroup[]>): void {
    const next = new Map<string, string>()
    for (const [file, groups] of placed) {
      const diagnostics = groups.map(diagnosticOf)
      const text = JSON.stringify(diagnostics)
      next.set(file, text)
      if (this.#shown.get(file) !== text) this.#collection.set(Uri.file(file), diagnostics)
    }
    for (const file of this.#shown.keys()) if (!next.has(file)) this.#collection.delete(Uri.file(file))
    this.#shown = next
  }

  dispose(): void {
    this.#collection.dispose()
  }
}

function diagnosticOf({ group, line, isStale, rules }: PlacedGroup): Diagnostic {
  const { last } = group
  const start = isStale ? 0 : Math.max(0, (last.where?.column ?? 1) - 1)
  const diagnostic = new Diagnostic(new Range(line, start, line, endOfLine), messageOf(group, isStale, rules), severityOf(group, isStale))
  diagnostic.source = diagnosticSource
  diagnostic.code = problemCode(last.kind)
  diagnostic.relatedInformation = relatedOf(last.stack)
  return diagnostic
}

function messageOf({ program, count, last }: MarkedGroup['group'], isStale: boolean, rules: readonly string[]): string {
  const title = crashTitle({ ...last, silentMs: null }, l10n)
  const times = timesText(program, count, last.kind)
  const edited = isStale ? [l10n.t('before your edit')] : []
  const told = rules.length === 0 ? [] : [l10n.t('{0} would have told', rules.join(', '))]
  return `${title} (${[times, ...edited, ...told].join('; ')})`
}

function timesText(program: string, count: number, kind: 'crash' | 'hang'): string {
  if (kind === 'hang') return count === 1 ? l10n.t('{0} hung here once', program) : l10n.t('{0} hung here {1} times', program, count)
  return count === 1 ? l10n.t('{0} crashed here once', program) : l10n.t('{0} crashed here {1} times', program, count)
}

function severityOf({ last }: MarkedGroup['group'], isStale: boolean): DiagnosticSeverity {
  if (isStale) return DiagnosticSeverity.Information
  return last.kind === 'hang' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error
}

function relatedOf(stack: string): DiagnosticRelatedInformation[] {
  return withoutOurs(stack).flatMap((line) => {
    const frame = parseFrame(line)
    if (frame === undefined) return []
    const { file, line: number, column } = frame.place
    const at = new Location(Uri.file(file), new Position(number - 1, column - 1))
    return [new DiagnosticRelatedInformation(at, frame.before.trim().replace(/\($/u, '').trim())]
  }).slice(0, relatedMax)
}
