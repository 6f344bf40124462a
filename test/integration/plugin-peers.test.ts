import { builtinModules, createRequire } from 'node:module'

import { parser } from 'typescript-eslint'
import { Linter, type ESLint } from 'eslint'
import nodePlugin from 'eslint-plugin-n'
import { describe, expect, it } from 'vitest'

import crashOnly from '../../eslint-plugin/src/index.ts'

const require = createRequire(import.meta.url)
const plugins = { n: nodePlugin as unknown as ESLint.Plugin, 'crash-only': crashOnly }

// `n/no-sync` has no functions of Node in its own tests: they are about `fs.fooSync`. These are the same shapes, about real ones.
// Each is given to both rules, so that it is what it is said to be.
interface Shape {
  readonly shape: string
  // Where the call stands, by what `n/no-sync` has an option for.
  readonly at: 'the top level' | 'a function'
}

const shapes: readonly Shape[] = [
  { shape: 'var found = CALL();', at: 'the top level' },
  { shape: 'var found = CALL.apply();', at: 'the top level' },
  { shape: 'CALL.call(null, a)', at: 'the top level' },
  { shape: 'if (true) { CALL(); }', at: 'the top level' },
  { shape: 'for (const each of all) CALL(each)', at: 'the top level' },
  { shape: 'function someFunction() { CALL(); }', at: 'a function' },
  { shape: 'var named = function someFunction() { CALL(); }', at: 'a function' },
  { shape: 'var unnamed = function () { return CALL(a, b); }', at: 'a function' },
  { shape: '() => { CALL(); }', at: 'a function' },
  { shape: '() => CALL.apply(null, all)', at: 'a function' },
  { shape: 'exports.read = function () { CALL(); }', at: 'a function' },
  { shape: 'async function later() { await other(); CALL(); }', at: 'a function' },
  { shape: 'class Store { read() { return CALL(); } }', at: 'a function' },
  { shape: 'server.on("request", function () { CALL(); })', at: 'a function' },
]

const spellings: readonly (readonly [setUp: string, callee: string])[] = [
  ['const fs = require("fs")', 'fs.readFileSync'],
  ['import * as fs from "node:fs"', 'fs.writeFileSync'],
  ['const { readFileSync } = require("fs")', 'readFileSync'],
  ['const fs = require("fs-extra")', 'fs.outputFileSync'],
  ['const child = require("child_process")', 'child.execFileSync'],
]

describe('what `n/no-sync` reports of Node', () => {
  const cases = spellings.flatMap(([setUp, callee]) => shapes.map(({ shape, at }) => ({ code: `${setUp}; ${shape.replace('CALL', callee)}`, at })))

  it.each(cases)('$code', ({ code, at }) => {
    expect(theirs(code)).toBe(1)
    expect(theirs(code, { allowAtRootLevel: true })).toBe(at === 'the top level' ? 0 : 1)
    expect(ours(code, { checkExported: true, checkStartUp: true })).toBe(1)
    expect(ours(code, { checkExported: true })).toBe(at === 'the top level' ? 0 : 1)
  })

  // Filling a buffer takes microseconds, and classes are no calls.
  const quick = new Set(['crypto.randomFillSync', 'node:sqlite.DatabaseSync', 'node:sqlite.StatementSync'])

  it('by names that it does not see through', () => {
    for (const call of ['fs["readFileSync"](path)', '(0, fs.statSync)(path)', 'fs?.statSync?.(path)', 'const read = fs.readFileSync; read(path)']) {
      expect(ours(`const fs = require("fs"); app.get("/", () => { ${call} })`), call).toBe(1)
    }
  })

  it('every function of Node whose name says that it blocks', () => {
    const missed = syncFunctions().filter(([module, name]) => !quick.has(`${module}.${name}`)
      && ours(`const all = require("${module}"); setInterval(() => all.${name}(a, b), 1000)`) !== 1)
    expect(syncFunctions().length).toBeGreaterThan(60)
    expect(missed).toEqual([])
  })
})

function syncFunctions(): readonly (readonly [module: string, name: string])[] {
  return builtinModules.filter((module) => !module.startsWith('_')).flatMap((module) => {
    const functions = Object.entries(require(module) as object).filter(([name, value]) => name.endsWith('Sync') && typeof value === 'function')
    return functions.map(([name]) => [module, name] as const)
  })
}

describe('what `n/no-sync` leaves alone', () => {
  it.each([
    'const fs = require("fs"); var found = fs.promises.readFile(path);',
    'const fs = require("fs"); fs.readFileSync;',
    'const { readFileSync } = require("fs"); readFileSync;',
    'const { readFileSync } = require("fs"); () => readFileSync;',
    'const fs = require("fs"); var later = fs.readFileSync;',
    'const fs = require("fs"); fs.readFile(path, done)',
  ])('%s', (code) => {
    expect(theirs(code)).toBe(0)
    expect(ours(code, { checkExported: true, checkStartUp: true })).toBe(0)
  })
})

// What it has `ignores` for, or what people complained about: we need no option.
describe('what `n/no-sync` reports and is no function of Node', () => {
  it.each([
    'import { fooSync } from "aaa"; app.get("/", () => fooSync())',
    'import { fooSync } from "./aaa.js"; app.get("/", () => fooSync())',
    'import { Effect } from "effect"; app.get("/", () => Effect.runSync(program))',
    'import { graphqlSync } from "graphql"; app.get("/", () => graphqlSync(schema))',
    'app.get("/", () => { const sheet = new CSSStyleSheet(); sheet.replaceSync("p { color: red }") })',
    'app.get("/", () => fooSync())',
    'app.get("/", () => fs.fooSync())',
  ])('%s', (code) => {
    expect(theirs(code)).toBe(1)
    expect(ours(code, { checkExported: true, checkStartUp: true })).toBe(0)
  })

  it('of TypeScript without types, where it ends the whole run', () => {
    const code = 'declare function fooSync(): void; export class A { method(): void { fooSync() } }'
    expect(() => theirs(code, {}, 'a.ts')).toThrow()
    expect(ours(code, { checkExported: true, checkStartUp: true }, 'a.ts')).toBe(0)
  })

  // Its selector looks into the functions inside of a callee.
  it('calls that only have one somewhere in their callee', () => {
    const code = 'import * as fs from "fs"; load().then(() => fs.readFileSync).catch(report)'
    expect(theirs(code)).toBe(1)
    expect(ours(code)).toBe(0)
  })
})

function theirs(code: string, options = {}, filename = 'a.js'): number {
  return count(code, filename, { 'n/no-sync': ['error', options] })
}

function ours(code: string, options = {}, filename = 'a.js'): number {
  return count(code, filename, { 'crash-only/no-blocking-call': ['error', options] })
}

function count(code: string, filename: string, rules: Linter.RulesRecord): number {
  const languageOptions: Linter.LanguageOptions = filename.endsWith('.ts') ? { parser } : {}
  const messages = new Linter().verify(code, [{ files: ['**/*.js', '**/*.ts'], plugins, rules, languageOptions }], { filename })
  expect(messages.filter(({ ruleId }) => ruleId === null)).toEqual([])
  return messages.length
}
