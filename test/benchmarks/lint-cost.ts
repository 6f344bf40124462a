import { performance } from 'node:perf_hooks'

import { Linter, type ESLint, type Rule } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'

export interface LintedFile {
  readonly text: string
  readonly sourceType: 'module' | 'commonjs'
  /** Where it stands, for rules that look at the other files of its package; else it stands nowhere. */
  readonly at?: { readonly root: string; readonly path: string }
}

export interface Cost {
  /** Milliseconds in the rules themselves, and in everything else that ESLint does with the file. */
  readonly spent: number
  readonly rest: number
}

/** What linting a file costs, each function of a rule measured: parsing takes far longer, so differences of whole runs say nothing. */
export function costOf(file: LintedFile, rules: Linter.RulesRecord): Cost {
  const watch = new StopWatch()
  const before = performance.now()
  verify(file, rules, { ...crashOnly, rules: watch.around(crashOnly.rules) })
  return { spent: watch.spent, rest: performance.now() - before - watch.spent }
}

/** The file in the language that it is written in, or undefined where ESLint's own parser takes it in none. */
export function asLinted(text: string): LintedFile | undefined {
  const spellings = (['commonjs', 'module'] as const).map((sourceType): LintedFile => ({ text, sourceType }))
  return spellings.find((file) => !verify(file, {}, crashOnly).some(({ fatal }) => fatal))
}

function verify({ text, sourceType, at }: LintedFile, rules: Linter.RulesRecord, plugin: ESLint.Plugin): readonly Linter.LintMessage[] {
  const linterOptions = { reportUnusedDisableDirectives: 'off' } as const
  const config: Linter.Config = { plugins: { 'crash-only': plugin }, rules, languageOptions: { sourceType }, linterOptions }
  const options = { allowInlineConfig: false, ...at && { filename: at.path } }
  return new Linter(at ? { cwd: at.root } : {}).verify(text, [config], options)
}

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
