import { join } from 'node:path'

import { RuleTester, type Rule } from 'eslint'
import { RuleTester as RuleTester9 } from 'eslint-9'
import tseslint from 'typescript-eslint'
import { afterAll, describe, it } from 'vitest'

export interface Case {
  readonly code: string
  readonly options?: readonly object[]
  readonly filename?: string
  readonly language?: 'javascript' | 'typescript' | 'script' | 'typed'
}

export interface Reported extends Case {
  // How many reports, one if not said.
  readonly errors?: number
  // What each suggestion of the only report makes of the code, by its message.
  readonly suggestions?: Readonly<Record<string, string>>
}

interface Cases {
  readonly reports: readonly (string | Reported)[]
  readonly accepts: readonly (string | Case)[]
}

const testers = { 'ESLint 10': RuleTester, 'ESLint 9': RuleTester9 as unknown as typeof RuleTester }

for (const Tester of Object.values(testers)) Object.assign(Tester, { describe, it, itOnly: it.only, afterAll })

// Every case runs on both versions of ESLint that we support.
export function checkRule(name: string, rule: Rule.RuleModule, { reports, accepts }: Cases): void {
  for (const [version, Tester] of Object.entries(testers)) {
    describe(version, () => {
      new Tester().run(name, rule, {
        valid: accepts.map((each) => toCase(each)),
        invalid: reports.map((each) => ({ ...toCase(each), errors: errorsOf(each) })),
      })
    })
  }
}

const nameMax = 400

function toCase(each: string | Case): RuleTester.ValidTestCase {
  if (typeof each === 'string') return { code: each, name: each.slice(0, nameMax) }
  const { code, options = [], filename, language } = each
  const shown = [code, options.length > 0 ? JSON.stringify(options) : '', filename ?? '', language ?? '']
  return {
    code, options: [...options], name: shown.filter(Boolean).join(' · ').slice(0, nameMax),
    ...fileNameOf(each), languageOptions: languages[language ?? 'javascript'],
  }
}

// A file that is not there, in a project that is: its types come with it.
function fileNameOf({ filename, language }: Case): { filename?: string } {
  if (filename !== undefined) return { filename }
  return language === 'typed' ? { filename: join(typedProject, 'linted.ts') } : {}
}

const typedProject = join(import.meta.dirname, 'fixtures/typed')
const projectService = { allowDefaultProject: ['linted.ts'], defaultProject: 'tsconfig.json' }

const languages = {
  javascript: {},
  typescript: { parser: tseslint.parser },
  script: { sourceType: 'commonjs' },
  typed: { parser: tseslint.parser, parserOptions: { projectService, tsconfigRootDir: typedProject } },
} as const

function errorsOf(each: string | Reported): number | RuleTester.TestCaseError[] {
  if (typeof each === 'string') return 1
  const { errors = 1, suggestions } = each
  if (!suggestions) return errors
  const outputs = Object.entries(suggestions).map(([messageId, output]) => ({ messageId, output }))
  // The message is any; which suggestions it has is what such a case is about.
  return [{ message: /./, suggestions: outputs }]
}
