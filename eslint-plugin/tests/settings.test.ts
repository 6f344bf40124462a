import { Linter } from 'eslint'
import { expect, it, vi } from 'vitest'

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

const wrong: readonly (readonly [Linter.Config['settings'], string, string])[] = [
  [{ 'crash-only': { extraModules: 'x' } }, 'no-graceful-shutdown', `settings['crash-only'].extraModules must be a list of texts`],
  [{ 'crash-only': { allowSignals: null } }, 'no-graceful-shutdown', `settings['crash-only'].allowSignals must be a list of texts`],
  [{ 'crash-only': { allowPaths: [1] } }, 'no-non-atomic-write', `settings['crash-only'].allowPaths must be a list of texts`],
  [{ 'crash-only': { endingFunctions: null } }, 'no-swallowed-crash', `settings['crash-only'].endingFunctions must be a list of texts`],
  [{ 'crash-only': { checkUniqueNames: 'yes' } }, 'no-non-atomic-write', `settings['crash-only'].checkUniqueNames must be true or false`],
  [{ 'crash-only': { timeoutMs: '5s' } }, 'require-timeout', `settings['crash-only'].timeoutMs must be a whole number above 0`],
]

it.each(wrong)('%o is told in one line, once, and left out', (settings, rule, line) => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const code = `import fs from 'fs'; process.on('SIGTERM', quit); process.on('uncaughtException', () => {}); fs.writeFileSync(path, text); fetch(url)`
  const lint = (given: Linter.Config['settings']) => new Linter().verify(code, [{
    plugins: { 'crash-only': crashOnly }, rules: { [`crash-only/${rule}`]: 'error' }, ...(given ? { settings: given } : {}),
  }])
  expect(lint(settings)).toEqual(lint(undefined))
  lint(settings)
  expect(told.mock.calls).toEqual([[expect.stringContaining(line)]])
  told.mockRestore()
})
