import { Hover, type HoverProvider, l10n, languages, MarkdownString, type Position, type TextDocument } from 'vscode'

import { crashSummary } from '../crashes/crash-summary.ts'
import type { CrashHistories } from '../crashes/crash-histories.ts'
import type { CrashName } from '../crashes/find-crash.ts'
import { escaped } from '../crashes/markdown.ts'
import { groupsAtLines, groupsOfFile, lineMarks, type MarkedGroup } from './line-marks.ts'
import { rulesAtLine } from './rule-findings.ts'
import { textOf } from './text-of.ts'

/** What a hover over a line says of what crashed there. Where a rule finds something, also of what ran well since. */
export class CrashHover implements HoverProvider {
  readonly #histories: CrashHistories

  constructor(histories: CrashHistories) {
    this.#histories = histories
  }

  provideHover(document: TextDocument, { line }: Position): Hover | undefined {
    const rules = rulesAtLine(languages.getDiagnostics(document.uri), line)
    const groups = (rules.length > 0 ? groupsOfFile : groupsAtLines)(this.#histories.crashes, document.uri.fsPath)
    const mark = lineMarks(groups, textOf(document)).find((found) => found.line === line)
    if (mark === undefined) return undefined
    return new Hover(mark.marked.map((marked) => hoverText(marked, { rules, isStale: mark.isStale })))
  }
}

function hoverText({ folderPath, group }: MarkedGroup, { rules, isStale }: { rules: readonly string[]; isStale: boolean }): MarkdownString {
  const name: CrashName = { folderPath, group: group.id }
  const parts = [
    crashSummary({ folderPath, group, crash: group.last }, l10n),
    ...(isStale ? [`_${escaped(l10n.t('The line was changed since.'))}_`] : []),
    ...(group.isOver ? [`_${escaped(l10n.t('It ran well since.'))}_`] : []),
    ...(rules.length === 0 ? [] : [escaped(l10n.t('{0} tells of this line.', rules.join(', ')))]),
    [link(l10n.t('Show Crash'), 'crashOnly.showCrash', name), link(l10n.t('Clear'), 'crashOnly.clearCrash', name)].join(' · '),
  ]
  const text = new MarkdownString(parts.join('\n\n'))
  text.isTrusted = { enabledCommands: ['crashOnly.showCrash', 'crashOnly.clearCrash'] }
  return text
}

function link(text: string, command: string, name: CrashName): string {
  const argument = encodeURIComponent(JSON.stringify([name])).replace(/[()]/gu, (sign) => (sign === '(' ? '%28' : '%29'))
  return `[${escaped(text)}](command:${command}?${argument})`
}
