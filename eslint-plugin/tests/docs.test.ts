import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import crashOnly from '../src/index.ts'

const root = join(import.meta.dirname, '..')
const pages = Object.keys(crashOnly.rules).map((name) => [name, readFileSync(join(root, `docs/rules/${name}.md`), 'utf8')] as const)

// The examples under one heading, up to the next heading of its level or above.
function examplesUnder(page: string, heading: string): readonly string[] {
  const [, rest = ''] = page.split(`\n${heading}\n`)
  const [section = ''] = rest.split(/\n#{1,3} /)
  return [...section.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code)
}

function reportsOf(name: string, code: string): readonly string[] {
  const config: Linter.Config = {
    plugins: { 'crash-only': crashOnly },
    rules: { [`crash-only/${name}`]: 'error' },
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
  }
  return new Linter().verify(code, [config]).map(({ ruleId, message }) => `${String(ruleId)}: ${message}`)
}

describe.each(pages)('the page of %s', (name, page) => {
  it('has bad examples, and each is reported', () => {
    const examples = examplesUnder(page, '### Bad')
    expect(examples.length).toBeGreaterThanOrEqual(3)
    for (const code of examples) expect(reportsOf(name, code), code).not.toEqual([])
  })

  it('has good examples, and none is reported by any rule', () => {
    const examples = examplesUnder(page, '### Good')
    expect(examples.length).toBeGreaterThanOrEqual(2)
    for (const code of examples) {
      for (const rule of Object.keys(crashOnly.rules)) expect(reportsOf(rule, code), code).toEqual([])
    }
  })

  it('shows its options in examples that need them', () => {
    const examples = examplesUnder(page, '## Options')
    expect(examples.length).toBeGreaterThanOrEqual(page.includes('\n## Options\n') ? 1 : 0)
    for (const code of examples) expect(reportsOf(name, code), code).toEqual([])
  })

  it('has no examples elsewhere, where nobody would lint them', () => {
    const linted = ['### Bad', '### Good', '## Options'].flatMap((heading) => examplesUnder(page, heading))
    expect(page.match(/```(?:[jt]sx?|[cm][jt]s)\n/g)).toHaveLength(linted.length)
  })

  it('links the talk, and shows a program that fails', () => {
    expect(page).toMatch(/## See it fail\n[\s\S]*?```sh\n/)
    expect(page).toContain('https://us.pycon.org/2012/schedule/presentation/114/')
  })
})

describe('generated text', () => {
  let folder = ''

  // A copy whose entry is the source, so that no build is needed.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crash-only-docs-'))
    for (const name of ['README.md', 'docs', '.eslint-doc-generatorrc.json']) {
      await cp(join(root, name), join(folder, name), { recursive: true })
    }
    const entry = pathToFileURL(join(root, 'src/index.ts')).href
    await writeFile(join(folder, 'index.js'), `export { default } from '${entry}'\n`)
    const { name, version } = crashOnly.meta
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version, type: 'module', main: 'index.js' }))
  })
  afterAll(async () => { await rm(folder, { recursive: true }) })

  it('matches the rules: the table in the readme, the header and the options of each page', async () => {
    await expect(checkGenerated(folder)).resolves.toBe('')
  })

  it('is refused when it does not', async () => {
    const readme = join(folder, 'README.md')
    await writeFile(readme, (await readFile(readme, 'utf8')).replace('disallow shutdown handlers', 'disallow something'))
    await expect(checkGenerated(folder)).resolves.toContain('README.md')
  })
})

async function checkGenerated(folder: string): Promise<string> {
  const generator = join(root, '../node_modules/eslint-doc-generator/dist/bin/eslint-doc-generator.js')
  try {
    await promisify(execFile)(process.execPath, [generator, '--check'], { cwd: folder })
    return ''
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string, stderr?: string }
    return stdout + stderr
  }
}
