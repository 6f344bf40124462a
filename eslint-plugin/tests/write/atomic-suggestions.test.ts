import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import plugin from '../../src/index.ts'

const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suggestions-'))
  await mkdir(join(folder, 'node_modules'))
  const package_ = createRequire(join(import.meta.dirname, '../../../test/package.json')).resolve('write-file-atomic/package.json')
  await symlink(dirname(package_), join(folder, 'node_modules/write-file-atomic'), 'junction')
})

afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

// What each suggestion makes of a program, run: it must print what the program itself prints.
async function checkRuns(code: string, { as, offers }: { as: 'cjs' | 'mjs' | 'js', offers: readonly string[] }): Promise<void> {
  const [report] = new Linter().verify(code, [{ plugins: { 'crash-only': plugin }, rules: { 'crash-only/no-non-atomic-write': 'error' } }])
  const suggestions = report?.suggestions ?? []
  expect(suggestions.map(({ messageId }) => messageId)).toEqual(offers)
  const expected = await output(code, as)
  for (const { fix: { range: [start, end], text } } of suggestions) {
    const suggested = code.slice(0, start) + text + code.slice(end)
    expect(await output(suggested, as), suggested).toBe(expected)
  }
}

async function output(code: string, as: string): Promise<string> {
  const file = join(await mkdtemp(join(folder, 'run-')), `program.${as}`)
  await writeFile(file, code)
  const { stdout } = await run(process.execPath, [file], { cwd: dirname(file) })
  return stdout
}

const both = ['useWriteFileAtomic', 'writeThenRename']
const shows = 'console.log(require("fs").readFileSync("state.json", "utf8"))'

describe('a suggested program does what the program did', () => {
  it.each([
    ['require of a member', `const fs = require('fs').promises\nfs.writeFile('state.json', 'x').then(() => { ${shows} })`, ['useWriteFileAtomic']],
    ['require in a function', `function save() { const fs = require('fs'); fs.writeFileSync('state.json', 'x') }\nsave()\n${shows}`, both],
    ['exports alone', `exports.save = () => { process.getBuiltinModule('fs').writeFileSync('state.json', 'x') }\nexports.save()\n${shows}`, both],
    ['a file in parentheses', `(function () { const fs = require('fs'); fs.writeFileSync('state.json', 'x') })()\n${shows}`, both],
    ['compiled code', `"use strict";\nconst __importDefault = (m) => ({ default: m });
const fs_1 = __importDefault(require("fs"));\nfs_1.default.writeFileSync('state.json', 'x');\n${shows}`, both],
  ])('in CommonJS: %s', async (_, code, offers) => { await checkRuns(code, { as: 'js', offers }) })

  it('where several writes wait at once', async () => {
    await checkRuns(`import fs from 'node:fs'
async function save(n) {
  await fs.promises.writeFile('state.json', \`x\${n}\`)
}
await Promise.all([save(1), save(2), save(3)])
console.log(fs.readFileSync('state.json', 'utf8').length)`, { as: 'mjs', offers: both })
  })

  it('where a comment ends the options', async () => {
    await checkRuns(`import fs from 'node:fs'
fs.writeFileSync('state.json', 'x', {
  mode: 0o600 // private
})
console.log(fs.readFileSync('state.json', 'utf8'))`, { as: 'mjs', offers: both })
  })
})

describe('no suggestion is made that would change what is written', () => {
  it.each([
    ['a URL', `const file = new URL('./state.json', import.meta.url)\nfs.writeFileSync(file, 'x')`, []],
    ['a URL in place', `fs.writeFileSync(new URL('./state.json', import.meta.url), 'x')`, []],
    ['a URL that a function gives', `const place = () => new URL('./state.json', import.meta.url)\nfs.writeFileSync(place(), 'x')`, []],
    ['a field with a URL', `class A { file = new URL('./state.json', import.meta.url); save() {\nfs.writeFileSync(this.file, 'x') } }\nnew A().save()`, []],
    ['a stream', `const body = Readable.from(['x'])\nawait fs.promises.writeFile('state.json', body)`, ['writeThenRename']],
    ['a list', `await fs.promises.writeFile('state.json', ['a', 'b'])`, ['writeThenRename']],
    ['a signal', `const { signal } = new AbortController()\nawait fs.promises.writeFile('state.json', 'x', { signal })`, ['writeThenRename']],
  ])('%s', async (_, code, offers) => {
    await checkRuns(`import fs from 'node:fs'\nimport { Readable } from 'node:stream'\n${code}`
      + `\nconsole.log(fs.readFileSync('state.json', 'utf8'), typeof Readable)`, { as: 'mjs', offers })
  })
})
