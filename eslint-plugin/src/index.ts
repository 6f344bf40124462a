import type { ESLint, Linter } from 'eslint'

import { rulesOf } from './presets.ts'
import { rules } from './rules.ts'

const meta = { name: 'eslint-plugin-crash-only', version: '0.1.0', namespace: 'crash-only' }

interface CrashOnly extends ESLint.Plugin {
  readonly meta: typeof meta
  readonly rules: typeof rules
  readonly configs: { readonly recommended: Linter.Config, readonly strict: Linter.Config, readonly all: Linter.Config }
}

const plugin: ESLint.Plugin & Pick<CrashOnly, 'meta' | 'rules'> = { meta, rules: { ...rules } }

function preset(name: string, chosen: Linter.RulesRecord): Linter.Config {
  return { name: `crash-only/${name}`, plugins: { 'crash-only': plugin }, rules: chosen }
}

const everyRule = Object.fromEntries(Object.keys(rules).map((name) => [`crash-only/${name}`, 'error'] as const))

const crashOnly: CrashOnly = Object.assign(plugin, {
  configs: {
    recommended: preset('recommended', rulesOf('recommended')),
    strict: preset('strict', rulesOf('strict')),
    all: preset('all', { ...everyRule, ...rulesOf('strict') }),
  },
})

export default crashOnly
