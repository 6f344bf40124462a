import type { ESLint, Linter } from 'eslint'

import { rules } from './rules.ts'

const meta = { name: 'eslint-plugin-crash-only', version: '0.1.0', namespace: 'crash-only' }

interface CrashOnly extends ESLint.Plugin {
  readonly meta: typeof meta
  readonly rules: typeof rules
  readonly configs: { readonly recommended: Linter.Config, readonly strict: Linter.Config }
}

const plugin: ESLint.Plugin & Pick<CrashOnly, 'meta' | 'rules'> = { meta, rules: { ...rules } }

const recommended: Linter.Config = {
  name: 'crash-only/recommended',
  plugins: { 'crash-only': plugin },
  rules: {
    'crash-only/no-blocking-call': 'error',
    'crash-only/no-graceful-shutdown': 'error',
    'crash-only/no-non-atomic-write': 'error',
  },
}

const strict: Linter.Config = {
  name: 'crash-only/strict',
  plugins: { 'crash-only': plugin },
  rules: {
    'crash-only/no-blocking-call': ['error', { checkExported: true }],
    'crash-only/no-graceful-shutdown': ['error', { allowSignals: [] }],
    'crash-only/no-non-atomic-write': ['error', { checkUniqueNames: true }],
  },
}

const crashOnly: CrashOnly = Object.assign(plugin, { configs: { recommended, strict } })

export default crashOnly
