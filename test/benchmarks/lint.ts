import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

import { Linter, type ESLint, type Rule } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { installPackages } from '../lint-score/install-packages.ts'
import { isForScoring, readLabels } from '../lint-score/label.ts'
import { table } from './table.ts'

const rounds = 3
const longLines = 50_000
const perRuleMax = 2
const presetMax = 8

/** What each rule costs for each 1000 lines, beside parsing in the same run, on the files that are labelled; how it grows with the file. */
export async function measureLint(): Promise<string> {
  const texts = await readTexts()
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length, 0)
  const perKloc = (ms: number): string => (ms / lines * 1000).toFixed(2)
  // The first run is slower than all others: everything is compiled in it.
  for (const text of texts) costOf(text, crashOnly.configs.all.rules as Linter.RulesRecord)
  const rows = [...rulesAlone(), ...presets()].map(({ name, rules, max }) => {
    const { spent, rest } = bestOf(texts, rules)
    return [name, perKloc(spent), max, perKloc(rest)]
  })
  const head = `${texts.length} files that have labels, ${lines} lines, best of ${rounds}`
  const headings = ['ms / 1000 lines', 'rules', 'at most', 'parsing, scopes, traversal']
  return `${head}\n\n${table(headings, rows)}\n${growth(texts)}`
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

async function readTexts(): Promise<readonly string[]> {
  const folders = await installPackages()
  const files = new Set((await readLabels()).filter((label) => isForScoring(label.package) && /\.[cm]?js$/u.test(label.file))
    .map((label) => join(folders.get(label.package) ?? '', label.file)))
  const texts = await Promise.all([...files].map(async (file) => readFile(file, 'utf8')))
  return texts.filter((text) => parses(text))
}

function parses(text: string): boolean {
  return !verify(text, {}, crashOnly).some(({ fatal }) => fatal)
}

function verify(text: string, rules: Linter.RulesRecord, plugin: ESLint.Plugin): readonly Linter.LintMessage[] {
  const linterOptions = { reportUnusedDisableDirectives: 'off' } as const
  const config: Linter.Config = { plugins: { 'crash-only': plugin }, rules, languageOptions: { sourceType: 'commonjs' }, linterOptions }
  return new Linter().verify(text, [config], { allowInlineConfig: false })
}

interface Cost {
  // In the rules themselves, and in everything else that ESLint does with the files.
  readonly spent: number
  readonly rest: number
}

// The machine is shared: the best of some rounds, of each file for itself, is what the work takes.
function bestOf(texts: readonly string[], rules: Linter.RulesRecord): Cost {
  const all = Array.from({ length: rounds }, () => texts.map((text) => costOf(text, rules)))
  const least = (index: number, of: keyof Cost): number => Math.min(...all.map((round) => round[index]?.[of] ?? 0))
  const sum = (of: keyof Cost): number => texts.reduce((total, _, index) => total + least(index, of), 0)
  return { spent: sum('spent'), rest: sum('rest') }
}

function costOf(text: string, rules: Linter.RulesRecord): Cost {
  const watch = new StopWatch()
  const before = performance.now()
  verify(text, rules, { ...crashOnly, rules: watch.around(crashOnly.rules) })
  return { spent: watch.spent, rest: performance.now() - before - watch.spent }
}

/** The time in rules, each of their functions measured. Parsing takes far longer, so differences of whole runs say nothing. */
class StopWatch {
  spent = 0

  around(rules: Readonly<Record<string, Rule.RuleModule>>): Record<string, Rule.RuleModule> {
    return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, { ...rule, create: this.#timed((context) => {
      const listeners = Object.entries(rule.create(context)) as [string, (...args: unknown[]) => void][]
      return Object.fromEntries(listeners.map(([selector, listener]) => [selector, this.#timed(listener)]))
    }) }]))
  }

  #timed<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => {
      const before = performance.now()
      const result = work(...args)
      this.spent += performance.now() - before
      return result
    }
  }
}

// The same files once and twice over in one file: twice the lines may take twice the time, not four times.
function growth(texts: readonly string[]): string {
  const scripts = texts.filter((text) => !/^\s*(?:import|export)\b|^#!/mu.test(text)).sort((one, other) => one.length - other.length)
  const pieces: string[] = []
  let lines = 0
  for (const piece of scripts) {
    if (lines < longLines / 2) pieces.push(`(function () {\n${piece}\n})()\n`)
    if (lines < longLines / 2) lines += piece.split('\n').length
  }
  const all = crashOnly.configs.all.rules as Linter.RulesRecord
  const [half, whole] = [pieces, [...pieces, ...pieces]].map((parts) => bestOf([parts.join('')], all).spent)
  const times = ((whole ?? 0) / (half ?? 1)).toFixed(1)
  const took = (whole ?? 0).toFixed(0)
  return `One file of ${2 * lines} lines takes ${times} times what half of it takes, with every rule (2 is linear): ${took} ms`
}
