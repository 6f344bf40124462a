import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { Linter } from 'eslint'
import tseslint from 'typescript-eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import crashOnly from '../../src/index.ts'

let folder = ''
let packages = 0

beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'crash-only-callers-')) })
afterAll(async () => { await rm(folder, { recursive: true }) })

interface Package {
  // The file that is linted, `lib/files.js`.
  readonly code: string
  readonly others: Readonly<Record<string, string>>
}

// A package of its own for each question: what is known of a package is kept for a while.
async function reportsIn(of: Package, options: object = {}, { linted = 'lib/files.js', parser }: Language = {}): Promise<readonly string[]> {
  packages += 1
  const root = join(folder, `package-${packages}`)
  for (const [file, content] of Object.entries({ 'package.json': '{"name":"server"}', ...of.others, [linted]: of.code })) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), content)
  }
  const config: Linter.Config = {
    files: ['**/*.{js,ts,tsx}'], plugins: { 'crash-only': crashOnly }, rules: { 'crash-only/no-blocking-call': ['error', options] },
    ...parser && { languageOptions: { parser } },
  }
  return new Linter({ cwd: root }).verify(of.code, [config], { filename: join(root, linted) }).map(({ message }) => message)
}

interface Language {
  readonly linted?: string
  readonly parser?: Linter.Parser
}

const readText = `import fs from 'fs'; export function readText(path) { return fs.readFileSync(path) }`
const asyncText = `import fs from 'fs'; export async function readText(path) { return fs.readFileSync(path) }`
const method = `import fs from 'fs'; export class Texts { fetchText(path) { return fs.readFileSync(path) } }`

describe('an exported function is reported when another file runs it while the program serves', () => {
  it.each<[string, Record<string, string>]>([
    ['in a listener', { 'lib/a.js': `import { readText } from './files.js'; server.on('x', () => readText())` }],
    ['under another name', { 'lib/a.js': `import { readText as get } from './files.js'; server.on('x', () => get())` }],
    ['from another folder', { 'web/a.js': `import * as files from '../lib/files.js'; server.on('x', () => files.readText())` }],
    ['in CommonJS', { 'lib/a.js': `const files = require('./files'); app.get('/', (req, res) => res.end(files.readText()))` }],
    ['compiled by TypeScript', { 'lib/a.js': `const files_1 = require("./files"); setInterval(() => (0, files_1.readText)(), 10)` }],
    ['as a callback itself', { 'lib/a.js': `import { readText } from './files.js'; setInterval(readText, 10)` }],
    ['in an async function', { 'lib/a.js': `import { readText } from './files.js'; export async function reply() { return readText() }` }],
    ['through a file that passes it on', {
      'lib/index.js': `export { readText } from './files.js'`,
      'web/a.js': `import { readText } from '../lib/index.js'; setInterval(() => readText(), 10)`,
    }],
    ['through a function of a third file', {
      'lib/a.js': `import { readText } from './files.js'; export function lookUp() { return readText() }`,
      'lib/b.js': `import { lookUp } from './a.js'; setInterval(() => lookUp(), 10)`,
    }],
    ['in a file with every kind of statement', {
      'lib/a.js': `import { readText } from './files.js'; class A { static { this.b = 1 } #c; } label: for (;;) { break label }
        setInterval(() => readText?.(), 10)`,
    }],
    ['beside generated code that nests too deep to be read', {
      'lib/a.js': `export const readText = ${'[a, '.repeat(20_000)}${']'.repeat(20_000)}`,
      'lib/b.js': `import { readText } from './files.js'; setInterval(() => readText(), 10)`,
    }],
    ['once at start-up and again later', {
      'lib/a.js': `import { readText } from './files.js'; const first = readText(); setInterval(() => readText(), 10)`,
    }],
  ])('%s', async (_how, others) => { expect(await reportsIn({ code: readText, others })).toHaveLength(1) })

  it('also when it is set on an object that is exported', async () => {
    const code = `const fs = require('fs'); const texts = {}; texts.fetch = function (path) { return fs.readFileSync(path) }; module.exports = texts`
    const others = { 'lib/a.js': `const texts = require('./files'); setInterval(() => texts.fetch('a'), 10)` }
    expect(await reportsIn({ code, others })).toHaveLength(1)
  })

  it('but not when it only gives the function back that blocks', async () => {
    const code = `import fs from 'fs'; export const readerOf = (path) => () => fs.readFileSync(path)`
    const others = { 'lib/a.js': `import { readerOf } from './files.js'; setInterval(() => use(readerOf('a')), 10)` }
    expect(await reportsIn({ code, others })).toEqual([])
  })

  it('and the report names that file', async () => {
    const others = { 'web/a.js': `import { readText } from '../lib/files.js'; setInterval(function tick() { readText() }, 10)` }
    expect((await reportsIn({ code: readText, others }))[0]).toContain('(web/a.js)')
  })
})

describe('it is not, also where exported functions are checked, when other files run it', () => {
  it.each<[string, Record<string, string>]>([
    ['while they are loaded', { 'lib/a.js': `import { readText } from './files.js'; const text = readText()` }],
    ['in functions that say to start', {
      'lib/a.js': `import { readText } from './files.js'; export async function setUpServer() { return readText() }`,
    }],
    ['in a command', { 'bin/a.js': `import { readText } from '../lib/files.js'; export async function reply() { return readText() }` }],
  ])('%s', async (_how, others) => {
    expect(await reportsIn({ code: readText, others }, { checkExported: true })).toEqual([])
  })

  it('nor where another file runs it once only', async () => {
    const watch = (guard: string) => `import { readText } from './files.js'; const watchers = []; let started = false
      export function watch() { ${guard}; watchers.push(readText()); started = true }
      setInterval(() => watch(), 10)`
    const reportsWith = async (guard: string) => reportsIn({ code: readText, others: { 'lib/a.js': watch(guard) } })
    for (const guard of ['if (watchers.length) return', 'if (started) { log(); return }']) expect(await reportsWith(guard)).toEqual([])
    for (const guard of ['', 'if (stopped) return', 'if (watchers.length) log()', 'const started = ask(); if (started) return']) {
      expect(await reportsWith(guard), guard).toHaveLength(1)
    }
  })

  it('but it is when nobody tells', async () => {
    const kept = { 'lib/a.js': `import { readText } from './files.js'; agent.setReader(readText)` }
    for (const others of [{}, kept]) expect(await reportsIn({ code: readText, others }, { checkExported: true })).toHaveLength(1)
    const mixed = `import fs from 'fs'; export default extend({ readText(path) { return fs.readFileSync(path) } })`
    expect(await reportsIn({ code: mixed, others: {} }, { checkExported: true })).toHaveLength(1)
  })
})

describe('a function of the same name in another file is not meant', () => {
  it.each<[string, Record<string, string>]>([
    ['of a package', { 'lib/a.js': `import { readText } from 'files'; setInterval(() => readText(), 10)` }],
    ['of another file', {
      'lib/others.js': `export function readText() {}`,
      'lib/a.js': `import { readText } from './others.js'; setInterval(() => readText(), 10)`,
    }],
    ['in a test', { 'test/a.js': `import { readText } from '../lib/files.js'; setInterval(() => readText(), 10)` }],
    ['in what is installed', { 'node_modules/x/a.js': `import { readText } from '../../lib/files.js'; setInterval(() => readText(), 10)` }],
    ['in what is no JavaScript', { 'lib/a.ts': `import { readText } from './files.js'; setInterval(() => readText<string>(), 10 as number)` }],
  ])('%s', async (_whose, others) => { expect(await reportsIn({ code: readText, others })).toEqual([]) })
})

describe('an async function and a method are left alone when other files tell that they start the program only', () => {
  it.each<[string, Package, number]>([
    ['an async function that is awaited at load', {
      code: asyncText, others: { 'lib/a.js': `import { readText } from './files.js'; await readText()` },
    }, 0],
    ['an async function that is awaited later too', {
      code: asyncText, others: { 'lib/a.js': `import { readText } from './files.js'; await readText(); server.on('x', () => readText())` },
    }, 1],
    ['an async function of which nobody tells', { code: asyncText, others: {} }, 1],
    ['a method that is called at load', { code: method, others: { 'lib/a.js': `const text = new Texts().fetchText()` } }, 0],
    ['a method that only a constructor calls', { code: method, others: { 'lib/a.js': `class Page { constructor() { texts.fetchText() } }` } }, 0],
    ['a method that is called later too', {
      code: method, others: { 'lib/a.js': `const text = texts.fetchText(); server.on('x', () => texts.fetchText())` },
    }, 1],
    ['a method that is handed over', { code: method, others: { 'lib/a.js': `const text = texts.fetchText(); use(texts.fetchText)` } }, 1],
    ['a method of which nobody tells', { code: method, others: {} }, 1],
    ['a method that only somebody else may call', {
      code: method, others: { 'lib/a.js': `export function pageOf() { return texts.fetchText() }` },
    }, 0],
    ['a method that somebody else and a timer call', {
      code: method, others: { 'lib/a.js': `export function pageOf() { return texts.fetchText() } setInterval(() => texts.fetchText(), 10)` },
    }, 1],
  ])('%s', async (_which, files, reports) => { expect(await reportsIn(files)).toHaveLength(reports) })
})

it('a method that packs data is reported also when only somebody else may call it', async () => {
  const code = `import zlib from 'zlib'; export class Texts { packText(text) { return zlib.gzipSync(text) } }`
  expect(await reportsIn({ code, others: { 'lib/a.js': `export function pageOf() { return texts.packText() }` } })).toHaveLength(1)
})

describe('a method whose name is about the start is reported when another file calls it while the program serves', () => {
  const code = `import fs from 'fs'; export class Texts { readDefaults(path) { return fs.readFileSync(path) } }`
  it.each<[string, Record<string, string>, number]>([
    ['in an async function', { 'lib/a.js': `export async function reply() { return texts.readDefaults() }` }, 1],
    ['at load', { 'lib/a.js': `const text = texts.readDefaults()` }, 0],
    ['nowhere', {}, 0],
  ])('%s', async (_where, others, reports) => { expect(await reportsIn({ code, others })).toHaveLength(reports) })
})

describe('a file is left alone when it is there for others than the loop that serves', () => {
  it.each<[string, Record<string, string>, number]>([
    ['for command lines only', { 'lib/run.js': `import './files.js'`, 'bin/a.js': `import '../lib/run.js'` }, 0],
    ['for command lines and for who imports the package', { 'index.js': `import './lib/files.js'`, 'bin/a.js': `import '../lib/files.js'` }, 1],
    ['for a command line that serves', { 'lib/run.js': `import './files.js'; http.createServer()`, 'bin/a.js': `import '../lib/run.js'` }, 1],
    ['for a command line whose code answers requests', {
      'lib/run.js': `import './files.js'; export const reply = (req, res) => res.end()`, 'bin/a.js': `import '../lib/run.js'`,
    }, 1],
    ['for a program without an ending', { 'lib/run.js': `import './files.js'`, 'bin/serve': `import '../lib/run.js'` }, 0],
    ['for what a package without programs calls commands', { 'lib/commands/query.js': `import '../files.js'` }, 1],
    ['for what a package with programs calls commands', {
      'package.json': '{"name":"server","bin":"bin/a.js"}', 'lib/commands/query.js': `import '../files.js'`,
    }, 0],
    ['for nobody', {}, 1],
    ['for a thread', { 'lib/a.js': `import { Worker } from 'worker_threads'; new Worker(new URL('./files.js', import.meta.url))` }, 0],
    ['for a pool', { 'lib/a.js': `const pool = new Piscina({ filename: path.join(__dirname, 'files.js') })` }, 0],
    ['for who works on a queue of that name', { 'lib/a.js': `import './files.js'; new Worker('files', run)` }, 1],
    ['for who starts threads of other files', { 'lib/a.js': `import './files.js'; new Worker('./other.js')` }, 1],
  ])('%s', async (_whom, others, reports) => { expect(await reportsIn({ code: asyncText, others })).toHaveLength(reports) })
})

it('a file that who imports the package gets is no command line, whatever it is called', async () => {
  const others = (main: string) => ({ 'package.json': JSON.stringify({ name: 'server', main }) })
  expect(await reportsIn({ code: asyncText, others: others('build.js') }, {}, { linted: 'build.js' })).toHaveLength(1)
  expect(await reportsIn({ code: asyncText, others: others('index.js') }, {}, { linted: 'build.js' })).toEqual([])
})

describe('the parser for TypeScript that read the file reads the others, too', () => {
  const parser = tseslint.parser as Linter.Parser
  const code = `import fs from 'fs'; export function readText(path: string): string { return fs.readFileSync(path, 'utf8') }`
  const later = 'setInterval(() => readText<string>(name as string), 10)'
  it.each<[string, Record<string, string>, number]>([
    ['a file beside it', { 'lib/a.ts': `import { readText } from './files'; ${later}` }, 1],
    ['as Node wants it to be named', { 'lib/a.ts': `import { readText } from './files.ts'; ${later}` }, 1],
    ['as it is compiled', { 'lib/a.mts': `import { readText } from './files.js'; ${later}` }, 1],
    ['beside what was compiled from it', {
      'lib/files.js': `export function readText() {}`, 'lib/a.ts': `import { readText } from './files.js'; ${later}`,
    }, 1],
    ['what was compiled imports what was compiled', {
      'lib/files.js': `export function readText() {}`, 'lib/a.js': `import { readText } from './files.js'; setInterval(() => readText(), 10)`,
    }, 0],
    ['with JSX', { 'web/a.tsx': `import { readText } from '../lib/files'; ${later}; const page: Page = <p>text</p>` }, 1],
    ['JavaScript with JSX', { 'web/a.js': `import { readText } from '../lib/files'; const page = () => <p/>; setInterval(() => readText(), 10)` }, 1],
    ['through another', {
      'lib/index.ts': `export { readText } from './files'; export type Text = string`, 'web/a.ts': `import { readText } from '../lib'; ${later}`,
    }, 1],
    ['at load only', { 'lib/a.ts': `import { readText } from './files'; export const text: string = readText('a')` }, 0],
    ['one that it cannot read', { 'lib/a.ts': `import { readText } from './files'; setInterval(() => readText(), 10) as ]` }, 0],
  ])('%s', async (_which, others, count) => {
    expect(await reportsIn({ code, others }, {}, { linted: 'lib/files.ts', parser })).toHaveLength(count)
  })

  it('and an async function that only starts the program is left alone', async () => {
    const asyncCode = code.replace('function', 'async function').replace(': string {', ': Promise<string> {')
    const others = { 'lib/a.ts': `import { readText } from './files'; await readText('a' as string)` }
    expect(await reportsIn({ code: asyncCode, others }, {}, { linted: 'lib/files.ts', parser })).toEqual([])
    expect(await reportsIn({ code: asyncCode, others: {} }, {}, { linted: 'lib/files.ts', parser })).toHaveLength(1)
  })

  it('and a function of another file whose name says that it blocks is looked into', async () => {
    const others = { 'lib/texts.ts': `import fs from 'fs'; export function readTextSync(name: string): string { return fs.readFileSync(name, 'utf8') }` }
    const caller = `import { readTextSync } from './texts.js'; server.on('x', () => readTextSync('a' as string))`
    expect(await reportsIn({ code: caller, others }, {}, { linted: 'lib/files.ts', parser })).toHaveLength(1)
  })
})

it('a name that is no identifier asks nobody', async () => {
  const code = `const fs = require('fs'); exports['read (all'] = function () { return fs.readFileSync('a') }`
  expect(await reportsIn({ code, others: { 'lib/a.js': `setInterval(() => files['read (all'](), 10)` } })).toEqual([])
})

describe('a function of another file whose name says that it blocks', () => {
  const code = `import { readTextSync } from './texts.js'; server.on('x', () => readTextSync())`

  it('is a blocking call when it does', async () => {
    const others = { 'lib/texts.js': `import fs from 'fs'; export function readTextSync() { return fs.readFileSync('a') }` }
    expect(await reportsIn({ code, others })).toHaveLength(1)
  })

  it('is none when it does not', async () => {
    const another = `import fs from 'fs'; export function statSync() { return fs.statSync('a') }`
    const others = { 'lib/texts.js': `${another}; export function readTextSync() { return texts.get('a') }` }
    expect(await reportsIn({ code, others })).toEqual([])
  })
})

describe('checkStartUp reports what only the start of the program calls', () => {
  it.each<[string, Record<string, string>, number]>([
    ['at the top level of another file', { 'lib/a.js': `import { readText } from './files.js'; export const text = readText()` }, 1],
    ['not for a command line', { 'bin/a.js': `import { readText } from '../lib/files.js'; export const text = readText()` }, 0],
    ['for both', {
      'bin/a.js': `import { readText } from '../lib/files.js'; export const text = readText()`,
      'lib/a.js': `import { readText } from './files.js'; export const text = readText()`,
    }, 1],
  ])('%s', async (_when, others, count) => {
    for (const code of [readText, asyncText]) {
      const found = await reportsIn({ code, others }, { checkStartUp: true })
      expect(found.filter((message) => message.includes('blocks the start'))).toHaveLength(count)
      expect(await reportsIn({ code, others })).toEqual([])
    }
  })
})
