import { expect, test } from 'vitest'

import { rulesAtLine } from '../../src/at-the-line/rule-findings.ts'

type Told = Parameters<typeof rulesAtLine>[0][number]

const place: unknown = { start: { line: 3, character: 0 }, end: { line: 4, character: 1 } }
const range = place as Told['range']

function checkRules(told: Partial<Told>, line: number, rules: readonly string[]): void {
  expect(rulesAtLine([{ range, ...told }], line)).toEqual(rules)
}

test('what our language server finds is told by the whole name of the rule, at each of its lines', () => {
  const told = { source: 'crash-only', code: { value: 'no-blocking-call', target: undefined as never } }
  for (const line of [3, 4]) checkRules(told, line, ['crash-only/no-blocking-call'])
  for (const line of [2, 5]) checkRules(told, line, [])
})

test('so is what ESLint finds by our plugin, whoever shows it', () => {
  checkRules({ source: 'eslint', code: { value: 'crash-only/require-timeout', target: undefined as never } }, 3, ['crash-only/require-timeout'])
  checkRules({ source: 'lint', code: 'crash-only/require-timeout' }, 3, ['crash-only/require-timeout'])
})

test('what others find, and what crashed itself, is no rule of ours', () => {
  checkRules({ source: 'eslint', code: 'no-undef' }, 3, [])
  checkRules({ source: 'ts', code: 2304 }, 3, [])
  for (const code of ['crash', 'hang']) checkRules({ source: 'crash-only', code }, 3, [])
})

test('two findings of one rule at a line are one rule', () => {
  const told = { source: 'crash-only', code: 'no-blocking-call', range }
  expect(rulesAtLine([told, told, { ...told, code: 'no-busy-wait' }], 3)).toEqual(['crash-only/no-blocking-call', 'crash-only/no-busy-wait'])
})
