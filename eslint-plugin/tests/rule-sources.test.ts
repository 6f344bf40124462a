import { join } from 'node:path'

import { ESLint } from 'eslint'
import eslintPlugin from 'eslint-plugin-eslint-plugin'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'

import crashOnly from '../src/index.ts'

const root = join(import.meta.dirname, '..')

function engine(): ESLint {
  return new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{
      ...eslintPlugin.configs.all as object,
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
    }, {
      // Our own rules are known by name only: what is disabled for them is judged by the check of the whole repository.
      plugins: { 'crash-only': crashOnly },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      rules: {
        // Our messages are two sentences: the risk, then the remedy.
        'eslint-plugin/report-message-format': ['error', '[`A-Z{].*[.`)…]$'],
        // Where a rule says nothing of languages it is for all of JavaScript.
        'eslint-plugin/require-meta-languages': 'off',
      },
    }],
  })
}

it('the rules follow what is agreed on for rules of ESLint', async () => {
  const results = await engine().lintFiles(['src/**/*.ts'])
  const messages = results.flatMap(({ filePath, messages }) => messages.map(({ line, message, ruleId }) => `${filePath}:${line} ${String(ruleId)} ${message}`))
  expect(messages).toEqual([])
})

it('a rule that does not is found', async () => {
  const [result] = await engine().lintText(
    `export const rule = { meta: { messages: {} }, create(context) { context.report({ node, message: 'No.' }) } }`,
    { filePath: join(root, 'src/rules/wrong.ts') },
  )
  expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(['eslint-plugin/prefer-message-ids', 'eslint-plugin/require-meta-schema']))
})
