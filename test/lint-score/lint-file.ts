import { parseForESLint, type ParserOptions } from '@typescript-eslint/parser'
import { Linter, type ESLint } from 'eslint'

/** A line that one judge reports. */
export interface Report {
  readonly rule: string
  readonly line: number
  readonly message: string
}

/** What a configuration reports on a text, as ESLint would in the folder of its package. */
export function lintText(text: string, filename: string, { cwd, plugins, rules }: {
  cwd: string
  plugins: Record<string, ESLint.Plugin>
  rules: Linter.RulesRecord
}): readonly Report[] {
  const linter = new Linter({ cwd })
  for (const languageOptions of languagesOf(filename)) {
    const files = ['**/*', '**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}']
    const linterOptions = { reportUnusedDisableDirectives: 'off' } as const
    const config: Linter.Config = { files, plugins, rules, languageOptions, linterOptions }
    const messages = linter.verify(text, [config], { filename, allowInlineConfig: false })
    if (messages.some(({ fatal }) => fatal)) continue
    return messages.map(({ ruleId, line, message }) => ({ rule: ruleId ?? '', line, message }))
  }
  throw new Error(`${filename} cannot be parsed`)
}

// Old code is no module in strict mode, and says nowhere which of the two it is.
function languagesOf(filename: string): readonly Linter.LanguageOptions[] {
  if (/\.[cm]?tsx?$/u.test(filename)) return [{ parser: withoutServices }]
  const jsx = { parserOptions: { ecmaFeatures: { jsx: true } } }
  return [{ sourceType: 'module', ...jsx }, { sourceType: 'commonjs', ...jsx }, { sourceType: 'script', ...jsx }]
}

// n/no-sync ends the whole run when a TypeScript parser brings services without types.
const withoutServices = {
  parseForESLint: (text: string, options: ParserOptions) => ({ ...parseForESLint(text, options), services: {} }),
} as Linter.Parser
