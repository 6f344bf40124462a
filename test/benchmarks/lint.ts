import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

import { Linter } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { installPackages } from '../lint-score/install-packages.ts'
import { isForScoring, readLabels } from '../lint-score/label.ts'
import { table } from './table.ts'

const rounds = 5
const longLines = 50_000

/** What each rule costs for each 1000 lines, beside parsing, on the files that are labelled; and whether it grows with the file. */
export async function measureLint(): Promise<string> {
  const texts = await readTexts()
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0)
  const parse = bestOf(texts, {})
  const perKloc = (ms: number): string => ((ms - parse) / lines * 1000).toFixed(2)
  const names = Object.keys(crashOnly.configs.all.rules ?? {})
  const rows = names.map((name) => [name.replace('crash-only/', ''), perKloc(bestOf(texts, { [name]: 'error' }))])
  const costOf = (rules: unknown): string => perKloc(bestOf(texts, rules as Linter.RulesRecord))
  const presets = Object.entries(crashOnly.configs).map(([name, { rules }]) => [`preset ${name}`, costOf(rules)])
  const parsing = ['parse, scopes, traversal', (parse / lines * 1000).toFixed(2)]
  const rowsOfAll = table(['rule', 'ms / 1000 lines'], [parsing, ...rows, ...presets])
  return `${texts.length} files that have labels, ${lines} lines, best of ${rounds}\n\n${rowsOfAll}\n${growth(texts)}`
}

async function readTexts(): Promise<readonly string[]> {
  const folders = await installPackages()
  const files = new Set((await readLabels()).filter((label) => isForScoring(label.package) && /\.[cm]?js$/u.test(label.file))
    .map((label) => join(folders.get(label.package) ?? '', label.file)))
  const texts = await Promise.all([...files].map(async (file) => readFile(file, 'utf8')))
  return texts.filter((text) => parses(text))
}

function config(rules: Linter.RulesRecord): Linter.Config {
  const linterOptions = { reportUnusedDisableDirectives: 'off' } as const
  return { plugins: { 'crash-only': crashOnly }, rules, languageOptions: { sourceType: 'commonjs' }, linterOptions }
}

function parses(text: string): boolean {
  return !new Linter().verify(text, [config({})], { allowInlineConfig: false }).some(({ fatal }) => fatal)
}

// The machine is shared: the best of some rounds is what the work takes.
function bestOf(texts: readonly string[], rules: Linter.RulesRecord): number {
  const times = Array.from({ length: rounds }, () => {
    const linter = new Linter()
    const before = performance.now()
    for (const text of texts) linter.verify(text, [config(rules)], { allowInlineConfig: false })
    return performance.now() - before
  })
  return Math.min(...times)
}

// One file many times over: twice the lines may take twice the time, not four times.
function growth(texts: readonly string[]): string {
  const scripts = texts.filter((text) => text.includes('Sync') && !/^\s*(?:import|export)\b/mu.test(text))
  const piece = scripts.sort((one, other) => one.length - other.length)[0] ?? ''
  const wrap = (count: number): string => Array.from({ length: count }, (_, index) => `function part${index}() {\n${piece}\n}\n`).join('')
  const count = Math.ceil(longLines / piece.split('\n').length)
  const all = crashOnly.configs.all.rules as Linter.RulesRecord
  const [half, whole] = [wrap(Math.ceil(count / 2)), wrap(count)].map((text) => bestOf([text], all) - bestOf([text], {}))
  const times = ((whole ?? 0) / (half ?? 1)).toFixed(1)
  return `${longLines} lines in one file take ${times} times what half of them take, with every rule (2 is linear)`
}
