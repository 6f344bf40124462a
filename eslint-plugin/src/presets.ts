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
  'no-busy-wait': { recommended: 'error', strict: 'error' },
  'no-catastrophic-regex': { strict: 'error' },
  'no-cross-device-rename': { recommended: 'error', strict: 'error' },
  'no-exists-then-write': { strict: 'error' },
  'no-exit-cleanup': { recommended: 'error', strict: 'error' },
  'no-framework-shutdown-hook': { recommended: 'error', strict: 'error' },
  'no-graceful-shutdown': { recommended: 'error', strict: ['error', { allowSignals: [] }] },
  'no-heartbeat-off-loop': { recommended: 'error', strict: 'error' },
  'no-multi-file-update': { strict: 'error' },
  'no-non-atomic-write': { recommended: 'error', strict: ['error', { checkUniqueNames: true }] },
  'no-self-restart': { strict: 'error' },
  'no-swallowed-crash': { recommended: 'error', strict: 'error' },
  'require-fsync-before-rename': { recommended: 'error', strict: 'error' },
  'require-timeout': { strict: 'error' },
  'require-transaction': { strict: 'error' },
}

export function rulesOf(preset: 'recommended' | 'strict'): Linter.RulesRecord {
  const rules: Linter.RulesRecord = {}
  for (const [name, entry] of Object.entries(entries)) {
    const level = entry[preset]
    if (level !== undefined) rules[`crash-only/${name}`] = level
  }
  return rules
}
