import { describe, expect, test } from 'vitest'

import { addToConfig } from '../../src/eslint-config/add-to-config.ts'
import { newConfig } from '../../src/eslint-config/texts.ts'

const esm = `import crashOnly from 'eslint-plugin-crash-only'`
const cjs = `const { default: crashOnly } = require('eslint-plugin-crash-only')`

const cases: readonly { readonly is: string, readonly file?: string, readonly before: string, readonly after: string }[] = [
  {
    is: 'an array on lines of its own, with comments and a last comma',
    before: `import js from '@eslint/js'\n\nexport default [\n  // what git ignores\n  { ignores: ['dist/'] },\n\n  js.configs.recommended, // the base\n]\n`,
    after: `import js from '@eslint/js'\n${esm}\n\nexport default [\n  // what git ignores\n  { ignores: ['dist/'] },\n\n  js.configs.recommended, // the base\n  crashOnly.configs.recommended,\n]\n`,
  },
  {
    is: 'an array without a last comma, with semicolons',
    before: `import js from '@eslint/js';\nexport default [\n\tjs.configs.recommended\n];\n`,
    after: `import js from '@eslint/js';\n${esm};\nexport default [\n\tjs.configs.recommended,\n\tcrashOnly.configs.recommended,\n];\n`,
  },
  {
    is: 'an array whose last one ends in a comment without a comma',
    before: `export default [\n  a // it\n]\n`,
    after: `${esm}\n\nexport default [\n  a, // it\n  crashOnly.configs.recommended,\n]\n`,
  },
  { is: 'an array on one line', before: `export default [a, b]\n`, after: `${esm}\n\nexport default [a, b, crashOnly.configs.recommended]\n` },
  { is: 'an empty array', before: `export default []\n`, after: `${esm}\n\nexport default [crashOnly.configs.recommended]\n` },
  {
    is: 'defineConfig with an array',
    before: `import { defineConfig } from 'eslint/config'\n\nexport default defineConfig([\n  { rules: {} },\n])\n`,
    after: `import { defineConfig } from 'eslint/config'\n${esm}\n\nexport default defineConfig([\n  { rules: {} },\n  crashOnly.configs.recommended,\n])\n`,
  },
  {
    is: 'tseslint.config with arguments',
    before: `import tseslint from 'typescript-eslint'\n\nexport default tseslint.config(\n  tseslint.configs.strict,\n  { files: ['a'] },\n)\n`,
    after: `import tseslint from 'typescript-eslint'\n${esm}\n\nexport default tseslint.config(\n  tseslint.configs.strict,\n  { files: ['a'] },\n  crashOnly.configs.recommended,\n)\n`,
  },
  {
    is: 'an object that begins on the line of the bracket',
    before: `import { defineConfig } from 'eslint/config'\nexport default defineConfig([{\n  rules: {},\n}, {\n  files: ['a'],\n}])\n`,
    after: `import { defineConfig } from 'eslint/config'\n${esm}\nexport default defineConfig([{\n  rules: {},\n}, {\n  files: ['a'],\n}, crashOnly.configs.recommended])\n`,
  },
  {
    is: 'a single object',
    before: `export default { rules: {} }\n`,
    after: `${esm}\n\nexport default [{ rules: {} }, crashOnly.configs.recommended]\n`,
  },
  {
    is: 'a constant that is exported',
    before: `import js from '@eslint/js'\nconst config = [js.configs.recommended]\n\nexport default config\n`,
    after: `import js from '@eslint/js'\n${esm}\nconst config = [js.configs.recommended, crashOnly.configs.recommended]\n\nexport default config\n`,
  },
  {
    is: 'TypeScript', file: 'eslint.config.ts',
    before: `import type { Linter } from 'eslint'\n\nexport default [{ rules: {} }] satisfies Linter.Config[]\n`,
    after: `import type { Linter } from 'eslint'\n${esm}\n\nexport default [{ rules: {} }, crashOnly.configs.recommended] satisfies Linter.Config[]\n`,
  },
  {
    is: 'a comment about its type', file: 'eslint.config.mjs',
    before: `/** @type {import('eslint').Linter.Config[]} */\nexport default [a]\n`,
    after: `${esm}\n\n/** @type {import('eslint').Linter.Config[]} */\nexport default [a, crashOnly.configs.recommended]\n`,
  },
  {
    is: 'a comment of the whole file, before what it does',
    before: `// @ts-check\n\nexport default [a]\n`,
    after: `// @ts-check\n\n${esm}\n\nexport default [a, crashOnly.configs.recommended]\n`,
  },
  {
    is: 'CommonJS', file: 'eslint.config.cjs',
    before: `'use strict'\nconst js = require('@eslint/js')\n\nmodule.exports = [\n  js.configs.recommended,\n]\n`,
    after: `'use strict'\nconst js = require('@eslint/js')\n${cjs}\n\nmodule.exports = [\n  js.configs.recommended,\n  crashOnly.configs.recommended,\n]\n`,
  },
  {
    is: 'CommonJS by its contents, with defineConfig',
    before: `const { defineConfig } = require('eslint/config')\nmodule.exports = defineConfig([a])\n`,
    after: `const { defineConfig } = require('eslint/config')\n${cjs}\nmodule.exports = defineConfig([a, crashOnly.configs.recommended])\n`,
  },
  {
    is: 'line breaks of Windows',
    before: `import js from '@eslint/js'\r\n\r\nexport default [\r\n  js,\r\n]\r\n`,
    after: `import js from '@eslint/js'\r\n${esm}\r\n\r\nexport default [\r\n  js,\r\n  crashOnly.configs.recommended,\r\n]\r\n`,
  },
]

describe('the plugin is added to', () => {
  test.each(cases)('$is', ({ before, after, file = 'eslint.config.js' }) => {
    expect(addToConfig(before, file)).toEqual({ kind: 'edited', text: after })
    expect(addToConfig(after, file), 'a second time').toEqual({ kind: 'has-it-already' })
  })
})

test('a new configuration has it already', () => {
  expect(addToConfig(newConfig.text, newConfig.file)).toEqual({ kind: 'has-it-already' })
})

test.each([
  ['half-typed', 'export default [', 'syntax'],
  ['without an export', 'const a = []\n', 'export'],
  ['a function', 'export default function () { return [] }\n', 'export'],
  ['the result of a call that is not known', `import company from 'company'\nexport default company()\n`, 'call'],
  ['a promise', 'export default (async () => [])()\n', 'call'],
  ['a name that is imported', `import all from './all.js'\nexport default all\n`, 'call'],
  ['with another thing of the same name', `import crashOnly from './mine.js'\nexport default [crashOnly]\n`, 'name'],
])('a configuration that is %s is left as it is', (_, text, why) => {
  expect(addToConfig(text, 'eslint.config.js')).toEqual({ kind: 'not-understood', why })
})
