import type { Linter } from 'eslint'

type Level = Linter.RuleEntry

interface Entry {
  // What a team keeps switched on: reports that are right nearly always.
  readonly recommended?: Level
  // What only the reader can know, besides.
  readonly strict: Level
}

// Which rules a preset switches on, and how. `all` is every rule as in `strict`.
const entries: Readonly<Record<string, Entry>> = {
  'no-blocking-call': { recommended: 'error', strict: ['error', { checkExported: true }] },
  'no-exit-cleanup': { recommended: 'error', strict: 'error' },
  'no-framework-shutdown-hook': { recommended: 'error', strict: 'error' },
  'no-graceful-shutdown': { recommended: 'error', strict: ['error', { allowSignals: [] }] },
  'no-non-atomic-write': { recommended: 'error', strict: ['error', { checkUniqueNames: true }] },
  'no-swallowed-crash': { recommended: 'error', strict: 'error' },
  'require-fsync-before-rename': { recommended: 'error', strict: 'error' },
}

export function rulesOf(preset: 'recommended' | 'strict'): Linter.RulesRecord {
  const rules: Linter.RulesRecord = {}
  for (const [name, entry] of Object.entries(entries)) {
    const level = entry[preset]
    if (level !== undefined) rules[`crash-only/${name}`] = level
  }
  return rules
}
