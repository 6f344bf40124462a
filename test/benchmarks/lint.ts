import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Linter } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { installPackages } from '../lint-score/install-packages.ts'
import { readLabels } from '../lint-score/label.ts'
import { asLinted, costOf, type Cost, type LintedFile } from './lint-cost.ts'
import { measurePackages } from './lint-packages.ts'
import { table } from './table.ts'

const rounds = 3
const longLines = 50_000
const perRuleMax = 2
const presetMax = 8

/**
 * What each rule costs for each 1000 lines, beside parsing in the same run, on the files that are labelled; what it costs to ask the
 * other files of a package; how it grows with the file.
 */
export async function measureLint(): Promise<string> {
  const files = await readFiles()
  const lines = files.reduce((sum, { text }) => sum + text.split('\n').length, 0)
  const perKloc = (ms: number): string => (ms / lines * 1000).toFixed(2)
  // The first run is slower than all others: everything is compiled in it.
  for (const file of files) costOf(file, crashOnly.configs.all.rules as Linter.RulesRecord)
  const rows = [...rulesAlone(), ...presets()].map(({ name, rules, max }) => {
    const { spent, rest } = bestOf(files, rules)
    return [name, perKloc(spent), max, perKloc(rest)]
  })
  const head = `${files.length} files that have labels, ${lines} lines, best of ${rounds}`
  const headings = ['ms / 1000 lines', 'rules', 'at most', 'parsing, scopes, traversal']
  return `${head}\n\n${table(headings, rows)}\n${growth(files)}\n\n${await measurePackages()}`
}

interface Measured {
  readonly name: string
  readonly rules: Linter.RulesRecord
  readonly max: string
}

// Each with the options of the strictest preset, and with what all rules share: there is nobody to share it with.
function rulesAlone(): readonly Measured[] {
  return Object.entries(crashOnly.configs.all.rules ?? {}).map(([name, entry]) => (
    { name: name.replace('crash-only/', ''), rules: { [name]: entry } as Linter.RulesRecord, max: String(perRuleMax) }
  ))
}

function presets(): readonly Measured[] {
  return Object.entries(crashOnly.configs).map(([name, { rules }]) => (
    { name: `preset ${name}`, rules: rules as Linter.RulesRecord, max: name === 'recommended' ? String(presetMax) : '' }
  ))
}

async function readFiles(): Promise<readonly LintedFile[]> {
  const folders = await installPackages()
  const paths = new Set((await readLabels('scoring')).filter((label) => /\.[cm]?js$/u.test(label.file))
    .map((label) => join(folders.get(label.package) ?? '', label.file)))
  const texts = await Promise.all([...paths].map(async (path) => readFile(path, 'utf8')))
  return texts.flatMap((text) => asLinted(text) ?? [])
}

// The machine is shared: the best of some rounds, of each file for itself, is what the work takes.
function bestOf(files: readonly LintedFile[], rules: Linter.RulesRecord): Cost {
  const all = Array.from({ length: rounds }, () => files.map((file) => costOf(file, rules)))
  const least = (index: number, of: keyof Cost): number => Math.min(...all.map((round) => round[index]?.[of] ?? 0))
  const sum = (of: keyof Cost): number => files.reduce((total, _, index) => total + least(index, of), 0)
  return { spent: sum('spent'), rest: sum('rest') }
}

// The same files once and twice over in one file: twice the lines may take twice the time, not four times.
function growth(files: readonly LintedFile[]): string {
  const texts = files.filter(({ sourceType }) => sourceType === 'commonjs').map(({ text }) => text)
  const scripts = texts.filter((text) => !/^\s*(?:import|export)\b|^#!/mu.test(text)).sort((one, other) => one.length - other.length)
  const pieces: string[] = []
  let lines = 0
  for (const piece of scripts) {
    if (lines < longLines / 2) pieces.push(`(function () {\n${piece}\n})()\n`)
    if (lines < longLines / 2) lines += piece.split('\n').length
  }
  const all = crashOnly.configs.all.rules as Linter.RulesRecord
  const [half, whole] = [pieces, [...pieces, ...pieces]].map((parts) => parts.join(''))
    .map((text) => bestOf([{ text, sourceType: 'commonjs' }], all).spent)
  const times = ((whole ?? 0) / (half ?? 1)).toFixed(1)
  const took = (whole ?? 0).toFixed(0)
  return `One file of ${2 * lines} lines takes ${times} times what half of it takes, with every rule (2 is linear): ${took} ms`
}
