import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { ESLint, Linter, type Rule } from 'eslint'
import { ESLint as ESLint9 } from 'eslint-9'
import { describe, expect, it } from 'vitest'

import crashOnly from '../src/index.ts'

const root = join(import.meta.dirname, '..')
const names = Object.keys(crashOnly.rules)
const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string, version: string }

function namesIn(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder)).map((file) => file.replace(ending, '')).sort()
}

describe('every rule has its four pieces', () => {
  it('a source', () => { expect(namesIn('src/rules', '.ts')).toEqual(names) })
  it('a test', () => { expect(namesIn('tests/rules', '.test.ts')).toEqual(names) })
  it('a page', () => { expect(namesIn('docs/rules', '.md')).toEqual(names) })
  it('a line in the table, in alphabetical order', () => { expect(names).toEqual([...names].sort()) })
})

describe('the plugin says who it is', () => {
  it('as its package does', () => {
    expect(crashOnly.meta).toEqual({ name: description.name, version: description.version, namespace: 'crash-only' })
  })

  it.each(names)('and %s links its page', (name) => {
    expect(crashOnly.rules[name]?.meta?.docs?.url).toMatch(new RegExp(`/${name}\\.md$`))
  })
})

describe.each(Object.entries(crashOnly.configs))('the preset %s', (_, preset) => {
  it('has its rules as errors, and they exist', () => {
    const severities = Object.entries(preset.rules ?? {}).map(([name, entry]) => [name, [entry].flat()[0]])
    const chosen = names.filter((name) => `crash-only/${name}` in (preset.rules ?? {}))
    expect(severities).toEqual(chosen.map((name) => [`crash-only/${name}`, 'error']))
  })

  it('works in the array and in `extends`', () => {
    const linter = new Linter()
    const messagesOf = (config: Linter.Config[]) => linter.verify('process.on("SIGTERM", quit)', config)
    expect(messagesOf([preset])).toHaveLength(1)
    expect(messagesOf([{ ...preset, files: ['**/*.js'] }])).toHaveLength(1)
  })

  it.each([['10', ESLint], ['9', ESLint9 as unknown as typeof ESLint]])('is taken by ESLint %s as `extends`', async (_version, Engine) => {
    const eslint = new Engine({ overrideConfigFile: true, overrideConfig: [preset] })
    const [result] = await eslint.lintText('process.on("SIGTERM", quit)')
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['crash-only/no-graceful-shutdown'])
  })
})

it('every rule is in `all`, and everything of `recommended` is in `strict`', () => {
  const rulesIn = (preset: 'recommended' | 'strict' | 'all') => Object.keys(crashOnly.configs[preset].rules ?? {})
  expect(rulesIn('all').sort()).toEqual(names.map((name) => `crash-only/${name}`))
  expect(rulesIn('strict')).toEqual(expect.arrayContaining(rulesIn('recommended')))
})

function schemaOf(name: string): readonly { properties: object }[] {
  return (crashOnly.rules[name]?.meta as Rule.RuleMetaData & { schema: { properties: object }[] }).schema
}

const withOptions = names.filter((name) => schemaOf(name).length > 0)

describe('wrong options are refused', () => {
  const wrong: [string, object][] = withOptions.flatMap((name) => [[name, { unknown: true }], [name, { cliFiles: 'bin', allowSignals: 1, allowPaths: {}, endingFunctions: 1 }]])
  it.each(wrong)('%s with %o', (name, options) => {
    const config: Linter.Config = { plugins: { 'crash-only': crashOnly }, rules: { [`crash-only/${name}`]: ['error', options] } }
    expect(() => new Linter().verify('', [config])).toThrow(/Unexpected property|should be/)
  })
})

describe('the schema describes every option and its default', () => {
  it.each(withOptions)('%s', (name) => {
    const [schema] = schemaOf(name)
    const [defaults] = (crashOnly.rules[name]?.meta?.defaultOptions ?? []) as readonly object[]
    expect(Object.keys(defaults ?? {}).sort()).toEqual(Object.keys(schema?.properties ?? {}).sort())
    for (const property of Object.values(schema?.properties ?? {})) expect(property).toHaveProperty('description')
  })
})
