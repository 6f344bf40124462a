import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { importersOf, reachingOf } from '../../src/modules/importers.ts'

const root = '/package'

function checkImporters(files: Readonly<Record<string, string>>, of: string, importers: readonly string[], find = importersOf): void {
  const sources = new Map(Object.entries(files).map(([path, text]) => [join(root, path), text]))
  expect([...find(sources, join(root, of))]).toEqual(importers.map((path) => join(root, path)))
}

describe('a file imports another', () => {
  it.each<[string, string, string]>([
    ['by its name', `import { a } from './lib/a.js'`, 'lib/a.js'],
    ['without its ending', `const a = require('./lib/a')`, 'lib/a.js'],
    ['by its folder', `import a from "./lib"`, 'lib/index.js'],
    ['through the folder above', `export * from '../package/lib/a.js'`, 'lib/a.js'],
    ['when it needs it', `const { a } = await import(\`./lib/a.js\`)`, 'lib/a.js'],
    ['as what it is compiled to', `import a from './lib/b.js'`, 'lib/b.ts'],
  ])('%s', (_how, text, target) => {
    checkImporters({ 'main.js': text, 'lib/a.js': '', 'lib/index.js': '', 'lib/b.ts': '' }, target, ['main.js'])
  })

  it.each([`import a from 'lib/a.js'`, `import a from './other/a.js'`, `// lib/a.js`, `const a = './lib/' + 'a.js'`])('%s does not', (text) => {
    checkImporters({ 'main.js': text, 'lib/a.js': '' }, 'lib/a.js', [])
  })

  it('and each importer is there once', () => {
    checkImporters({ 'main.js': `import './a.js'; import { a } from './a.js'`, 'b.js': `import './a'`, 'a.js': '' }, 'a.js', ['main.js', 'b.js'])
  })
})

it('a file reaches another through one that passes it on, not through two', () => {
  const files = { 'a.js': '', 'b.js': `export * from './a.js'`, 'c.js': `export * from './b.js'`, 'd.js': `import './c.js'` }
  checkImporters(files, 'a.js', ['b.js', 'c.js'], reachingOf)
})
