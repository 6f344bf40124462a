import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Linter } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { installPackages } from '../lint-score/install-packages.ts'
import { asLinted, costOf, type LintedFile } from './lint-cost.ts'
import { table } from './table.ts'

const rounds = 2
const presetMax = 8
const fileBytesMax = 400_000

// Large ones of those that are labelled, whose sources are published as they were written or compiled file by file.
const packages = ['kafkajs', 'pm2', 'hexo', 'sails', 'fastify', 'newrelic', 'bullmq', 'apostrophe', 'typeorm']

/** What the preset `recommended` costs on all files of a package, when each is linted alone, and when the others are asked about it. */
export async function measurePackages(): Promise<string> {
  const installed = await installPackages()
  const folder = await mkdtemp(join(tmpdir(), 'crash-only-lint-packages-'))
  try {
    const rows: string[][] = []
    for (const name of packages) rows.push(await measurePackage(name, installed.get(name) ?? '', folder))
    const headings = ['package', 'files', 'lines', 'each file alone, ms / 1000 lines', 'with the other files', 'at most']
    headings.push('slowest file, ms', 'parsing, scopes, traversal')
    return `Whole packages, each anew, as on the first run, best of ${rounds}\n\n${table(headings, rows)}`
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measurePackage(name: string, from: string, folder: string): Promise<string[]> {
  const measured: Measured[] = []
  let files: readonly LintedFile[] = []
  for (let round = 0; round < rounds; round += 1) {
    files = await copyAnew(from, await mkdtemp(join(folder, 'package-')), round)
    measured.push(measure(files))
  }
  const lines = files.reduce((sum, { text }) => sum + text.split('\n').length, 0)
  const least = (of: keyof Measured): number => Math.min(...measured.map((each) => each[of]))
  const perKloc = (of: keyof Measured): string => (least(of) / lines * 1000).toFixed(2)
  const slowest = least('slowest').toFixed(0)
  return [name, String(files.length), String(lines), perKloc('alone'), perKloc('together'), String(presetMax), slowest, perKloc('rest')]
}

interface Measured {
  readonly alone: number
  readonly together: number
  readonly slowest: number
  readonly rest: number
}

function measure(files: readonly LintedFile[]): Measured {
  const rules = crashOnly.configs.recommended.rules as Linter.RulesRecord
  const alone = files.map(({ text, sourceType }) => costOf({ text, sourceType }, rules).spent)
  const together = files.map((file) => costOf(file, rules))
  return {
    alone: sum(alone), together: sum(together.map(({ spent }) => spent)), rest: sum(together.map(({ rest }) => rest)),
    slowest: Math.max(...together.map(({ spent }) => spent)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

// What the plugin remembers of files and folders would make every round but the first too cheap: so each has texts and a folder of its own.
async function copyAnew(from: string, root: string, round: number): Promise<readonly LintedFile[]> {
  await cp(from, root, { recursive: true, filter: (source) => !/\.(?:map|md|png|svg|html|css|wasm|woff2?|ttf)$/u.test(source) })
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile() && /(?<!\.min)\.[cm]?js$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  const files: LintedFile[] = []
  for (const path of paths.sort()) {
    const text = `${await readFile(path, 'utf8')}\n// ${round}\n`
    const file = text.length > fileBytesMax || path.includes('node_modules') ? undefined : asLinted(text)
    if (!file) continue
    await writeFile(path, text)
    files.push({ ...file, at: { root, path } })
  }
  return files
}
