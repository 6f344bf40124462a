import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { build } from 'esbuild'
import { expect, test } from 'vitest'

import { root, trackedFiles } from './tracked-files.ts'

const linesMax = 250
const columnsMax = 140
const watchdogLinesMax = 500

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

test(`the watchdog, with everything it imports, is below ${watchdogLinesMax} lines of code: one person reads it in one sitting`, async () => {
  const counts = await Promise.all((await programFiles('watchdog')).map(async (file) => [file, await linesOfCode(file)] as const))
  const sum = counts.reduce((total, [, lines]) => total + lines, 0)
  expect(sum, counts.map(([file, lines]) => `${lines} ${file}`).join('\n')).toBeLessThan(watchdogLinesMax)
})

/** The files that a program of the supervision is bundled from. What is imported for its type alone is not in it. */
async function programFiles(name: string): Promise<string[]> {
  const entryPoints = [join(root, 'extension/supervision/src', name, 'main.ts')]
  const { metafile } = await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', write: false, metafile: true, absWorkingDir: root })
  return Object.keys(metafile.inputs)
}

// As cloc(1) counts: without blank lines and comments, for a reason that is written down makes nothing harder to read.
async function linesOfCode(file: string): Promise<number> {
  const text = (await readFile(join(root, file), 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//gu, '')
  return text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length
}

// An import makes a variable of each name of a module of Node, and loads for that what is else loaded when it is first asked for.
test('the bundled roles load only those parts of Node that they use', async () => {
  for (const role of ['restarter', 'watchdog', 'checker']) {
    const text = await readFile(join(root, `extension/supervision/dist/${role}.mjs`), 'utf8')
    expect(text.match(/^import .*/gmu) ?? [], role).toEqual([])
  }
})

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
