import { dirname } from 'node:path'

import { Linter } from 'eslint/universal'

import crashOnly from '../../../../eslint-plugin/src/index.ts'
import { isTypeScript } from '../languages.ts'
import type { Finding, Suggestion } from '../finding.ts'
import { findDisableComment } from './disable-comment.ts'
import { loadTypeScriptParser } from './typescript-parser.ts'
import type { LintAnswer, LintRequest } from './request.ts'

const findingsMax = 200
const ours = 'crash-only/'

/** Judges a text by our rules alone. Comments in it that switch a rule off or change it count. */
export function lintText({ path, text, preset, typescript }: LintRequest): LintAnswer {
  const linter = new Linter({ cwd: dirname(path) })
  for (const languageOptions of languagesOf(path, typescript)) {
    const messages = linter.verify(text, [configOf(preset, languageOptions)], { filename: path })
    if (messages.some(({ fatal }) => fatal)) continue
    return { kind: 'findings', findings: toFindings(messages, linter) }
  }
  return { kind: 'unreadable' }
}

function configOf(preset: LintRequest['preset'], languageOptions: Linter.LanguageOptions): Linter.Config {
  const linterOptions = { reportUnusedDisableDirectives: 'off', reportUnusedInlineConfigs: 'off' } as const
  return { ...crashOnly.configs[preset], files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'], languageOptions, linterOptions }
}

// Old code is no module in strict mode, and says nowhere which of the two it is.
function languagesOf(path: string, typescript: string | undefined): readonly Linter.LanguageOptions[] {
  const parserOptions = { ecmaFeatures: { jsx: !/\.[cm]?ts$/u.test(path) } }
  if (isTypeScript(path)) return [{ parser: loadTypeScriptParser(typescript), parserOptions }]
  const kinds = path.endsWith('.cjs') ? ['commonjs', 'script'] as const : ['module', 'commonjs', 'script'] as const
  return kinds.map((sourceType) => ({ sourceType, parserOptions }))
}

// A comment may ask for other rules, too; those are not here, and ESLint says so.
function toFindings(messages: readonly Linter.LintMessage[], linter: Linter): Finding[] {
  return messages.filter(({ ruleId }) => isOurs(ruleId ?? '')).slice(0, findingsMax).map((message) => toFinding(message, linter))
}

function isOurs(rule: string): boolean {
  return rule.startsWith(ours) && Object.hasOwn(crashOnly.rules, rule.slice(ours.length))
}

function toFinding(lintMessage: Linter.LintMessage, linter: Linter): Finding {
  const { message, line, column, endLine = line, endColumn = column, suggestions = [] } = lintMessage
  const rule = (lintMessage.ruleId ?? '').slice(ours.length)
  const source = linter.getSourceCode()
  const range = { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } }
  return {
    rule,
    message,
    page: pageOf(rule),
    range,
    suggestions: suggestions.map((suggestion) => toSuggestion(suggestion, source)),
    disable: findDisableComment(source, lintMessage.line, `${ours}${rule}`),
  }
}

function pageOf(rule: string): string {
  return crashOnly.rules[rule]?.meta?.docs?.url ?? ''
}

function toSuggestion({ desc, fix }: Linter.LintSuggestion, source: ReturnType<Linter['getSourceCode']>): Suggestion {
  const [start, end] = fix.range.map((index) => {
    const { line, column } = source.getLocFromIndex(index)
    return { line: line - 1, character: column }
  })
  const nowhere = { line: 0, character: 0 }
  return { title: desc, edit: { range: { start: start ?? nowhere, end: end ?? nowhere }, newText: fix.text } }
}
