import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { root, trackedFiles } from './tracked-files.ts'

const linesMax = 250
const columnsMax = 140

test(`no source is longer than ${linesMax} lines, nor wider than ${columnsMax} columns`, async () => {
  const sources = await trackedFiles('eslint-plugin/src/*.ts', 'extension/*.ts', 'test/*.ts')
  const tooLong: string[] = []
  for (const file of sources.filter((name) => !name.includes('/tests/') && !name.endsWith('.test.ts'))) {
    const lines = (await readFile(join(root, file), 'utf8')).split('\n')
    if (lines.length > linesMax) tooLong.push(`${file}: ${lines.length} lines`)
    lines.forEach((line, index) => {
      if (line.length > columnsMax && !isOnePiece(line)) tooLong.push(`${file}:${index + 1}: ${line.length} columns`)
    })
  }
  expect(tooLong).toEqual([])
})

// A regular expression, or a row of a table of data, cannot be broken.
function isOnePiece(line: string): boolean {
  return /^(?:export )?const \w+ = \/|^ {2}\{ at: '/u.test(line)
}

test('none of our programs has a shutdown handler', async () => {
  for (const file of await trackedFiles('extension/*.ts', 'test/programs/*')) {
    const text = await readFile(join(root, file), 'utf8')
    if (!file.includes('/tests/')) expect(text, file).not.toMatch(/process\s*\.\s*(?:on|once)\s*\(\s*['"](?:SIG|exit|beforeExit)/u)
  }
})

test('no test is skipped for ever, or singled out', async () => {
  for (const file of await trackedFiles('*.test.ts')) {
    expect(await readFile(join(root, file), 'utf8'), file).not.toMatch(/\b(?:it|test|describe)\.(?:skip|todo|only)\(/u)
  }
})

test('the lock file names no registry', async () => {
  for (const file of await trackedFiles('*package-lock.json')) {
    expect(await readFile(join(root, file), 'utf8'), file).not.toMatch(/"resolved": "https?:/u)
  }
})

test('the top level holds what ARCHITECTURE.md shows, and documents that people expect', async () => {
  const names = new Set((await trackedFiles()).map((file) => file.split('/')[0] ?? ''))
  const visible = [...names].filter((name) => !name.startsWith('.')).sort()
  expect(visible).toEqual([
    'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'docs', 'eslint-plugin', 'eslint.config.js',
    'extension', 'package-lock.json', 'package.json', 'test', 'tsconfig.json',
  ].sort())
})
