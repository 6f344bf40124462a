import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { lintText } from '../lint-score/lint-file.ts'

const repository = join(import.meta.dirname, '../..')
const filesWanted = 2_000
const fileBytesMax = 400_000

// With these words in it no rule passes a file over.
const words = 'SIGTERM signal exit fs rename Sync sync deasync uncaughtException domain worker_threads onClose fetch http while query'
const everyWord = `\n// ${words} ${words}\n`

const rules = crashOnly.configs.all.rules as Linter.RulesRecord

function lint(text: string, filename: string): number {
  return lintText(text, filename, { cwd: '/', plugins: { 'crash-only': crashOnly }, rules }).length
}

async function filesIn(folder: string, ending: RegExp): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && ending.test(entry.name)).map((entry) => join(entry.parentPath, entry.name)).sort()
}

// Every so many, so that all packages take part.
function sample<Item>(items: readonly Item[], wanted: number): readonly Item[] {
  const step = Math.max(1, Math.floor(items.length / wanted))
  return items.filter((_, index) => index % step === 0).slice(0, wanted)
}

describe('no file makes a rule fail', () => {
  it.each([['JavaScript', /\.[cm]?js$/u, filesWanted], ['TypeScript', /\.[cm]?ts$/u, filesWanted / 2]] as const)(
    '%s of node_modules', { timeout: 300_000 }, async (_, ending, wanted) => {
      const files = sample(await filesIn(join(repository, 'node_modules'), ending), wanted)
      expect(files.length).toBeGreaterThan(wanted / 2)
      let linted = 0
      for (const file of files) {
        const text = await readFile(file, 'utf8')
        if (text.length > fileBytesMax) continue
        try {
          lint(text + everyWord, file)
          linted += 1
        } catch (error) {
          // What no parser takes is no file of a language.
          if (!String(error).endsWith('cannot be parsed')) throw new Error(`${file}: ${String(error)}`, { cause: error })
        }
      }
      expect(linted).toBeGreaterThan(wanted / 3)
    },
  )
})

// Constructs that code of others seldom has, each around or inside of what the rules look for.
const constructs: readonly string[] = [
  'label: for (;;) { process.on("SIGTERM", () => { break_(); }); continue label }',
  'const { a: { b: [c, ...d] = [] } = {}, ...e } = require("fs"); process.on(c, d)',
  'class A { static #x = process.on("exit", () => save()); static { process.on("SIGTERM", this.#x) } get [`y`]() { return this } }',
  'async function* f() { yield* g(); for await (const x of y) process.once(x, yield) }',
  'process?.on?.(`SIG${name}`, function () { new.target; return arguments })',
  'fs.writeFileSync(...args, ...more); fs?.["rename" + "Sync"]?.(...args)',
  'tag`a${process.on`SIGTERM`}b`; (0, process.on)("SIGTERM")',
  'process.on(); fs.writeFile(); fs.rename(); process.on("SIGTERM"); process.on(,)'.replace('(,)', '()'),
  'export default class extends (class {}) { [Symbol.iterator] = () => fs.readFileSync(x) }',
  'export * as fs from "fs"; import { default as fs2, "string name" as x } from "fs"; fs2.writeFileSync(x)',
  'let fs = fs2, fs2 = fs; fs.writeFileSync(a, b); var f = function f() { return f() }; process.on("uncaughtException", f())',
  'function f(x) { return g(x) } function g(x) { return f(x) } process.on("uncaughtException", f(g)); fs.writeFile(f(g(path)), data)',
  'const o = { get a() { return o.a }, set a(v) { o.a = v }, async *[x]() {} }; process.on(o.a, o.a.b)',
  'if (x) ; else for (const k in {}) with_: do { process.exit() } while (0); import.meta.resolve?.("fs")',
  'switch (x) { default: case 1: process.on("uncaughtException", (e) => { switch (e) {} }) }',
  'try { throw 1 } catch { process.on("uncaughtException", () => { try {} finally {} }) }',
  'const x = /(?<a>[\\p{L}--[a-z]])/v; 1n ** 2n; x ??= y ||= z &&= process.on("exit", () => x)',
]

const typedConstructs: readonly string[] = [
  'enum E { A = "SIGTERM" } process.on(E.A, () => { stop() }); declare const x: unique symbol',
  'namespace N { export import fs = require("fs") ; export const y = fs.readFileSync } N.y(path)',
  'abstract class A<T> { declare x: T; abstract y(): void; constructor(private readonly fs = require("fs")) { super() } accessor z = 1 }',
  'function f(this: Window, x?: string): asserts x is string; function f() { process.on("exit", <any>save!) }',
  'export = fs; import fs = N.fs; export as namespace G; (fs satisfies object as any)!.writeFileSync<string>(a, b)',
  '@decorator() class A { @d() onModuleDestroy(@p() x = 1) { return x } @d() get y() { return 1 } static async *[k]() {} }',
  'type T = { [K in keyof U as `on${K & string}`]?: () => void }; let x: typeof import("fs"); x!.writeFileSync(a, b)',
  'declare module "fs" { export function writeFileSync(): void } declare global { var fs: any } fs.writeFileSync(a, b)',
]

describe('no construct makes a rule fail', () => {
  it.each(constructs)('%s', (code) => { expect(lint(code + everyWord, '/a.js')).toBeGreaterThanOrEqual(0) })
  it.each([...typedConstructs, ...constructs])('as TypeScript: %s', (code) => { expect(lint(code + everyWord, '/a.ts')).toBeGreaterThanOrEqual(0) })
})

it('deep nesting and long chains are no trouble', { timeout: 60_000 }, () => {
  const deep = `process.on("SIGTERM", ${'(() => '.repeat(150)}save()${')'.repeat(150)})`
  const long = `fs${'.a(fs.b)'.repeat(1_000)}.writeFileSync(${'path + '.repeat(1_000)}x)`
  for (const code of [deep, long]) expect(lint(code + everyWord, '/a.js')).toBeGreaterThanOrEqual(0)
})
