import { Linter } from 'eslint'
import { expect, it } from 'vitest'

import crashOnly from '../src/index.ts'

function reportsWith(settings: Linter.Config['settings'], rule: Linter.RuleEntry, code: string): number {
  const config: Linter.Config = { plugins: { 'crash-only': crashOnly }, rules: { 'crash-only/no-graceful-shutdown': rule }, ...(settings ? { settings } : {}) }
  return new Linter().verify(code, [config]).length
}

const helper = `import { onEnd } from 'our-shutdown'; onEnd(save)`

it('what is set for all rules counts', () => {
  expect(reportsWith(undefined, 'error', helper)).toBe(0)
  expect(reportsWith({ 'crash-only': { extraModules: ['our-shutdown'] } }, 'error', helper)).toBe(1)
})

it('the options of a rule go before it', () => {
  expect(reportsWith({ 'crash-only': { extraModules: ['our-shutdown'] } }, ['error', { extraModules: ['another'] }], helper)).toBe(0)
})

it('what no rule knows, and what is no table, changes nothing', () => {
  expect(reportsWith({ 'crash-only': { colour: 'red' } }, 'error', helper)).toBe(0)
  expect(reportsWith({ 'crash-only': 'all' }, 'error', helper)).toBe(0)
})
