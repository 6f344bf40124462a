import { Linter, type Rule } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

import { resolveApi } from '../../src/resolve/api.ts'
import { sourceFileOf } from '../../src/source-file.ts'

// What the argument of `what(…)` stands for.
function resolved(code: string, languageOptions: Linter.LanguageOptions = { parser: tseslint.parser }): string | undefined {
  let found: string | undefined
  const rule: Rule.RuleModule = {
    create: (context) => ({
      'CallExpression[callee.name="what"]': ({ arguments: [argument] }: { arguments: Parameters<typeof resolveApi>[1][] }) => {
        const api = argument && resolveApi(sourceFileOf(context), argument)
        found = api && `${api.module}:${api.path}`
      },
    }),
  }
  const config = { languageOptions, plugins: { a: { rules: { b: rule } } }, rules: { 'a/b': 'error' } } as const
  const messages = new Linter().verify(code, [config])
  if (messages.length > 0) throw new Error(messages[0]?.message)
  return found
}

describe('an expression stands for', () => {
  it.each([
    ['import fs from "fs"; what(fs)', 'fs:'],
    ['import fs from "node:fs"; what(fs.promises.readFile)', 'fs:promises.readFile'],
    ['import { default as fs } from "fs"; what(fs.open)', 'fs:open'],
    ['import { "readFile" as read } from "fs"; what(read)', 'fs:readFile'],
    ['import { promises as p } from "fs"; what(p.open)', 'fs:promises.open'],
    ['import p from "fs/promises"; what(p.open)', 'fs:promises.open'],
    ['const { promises: { open: o } } = require("fs"); what(o)', 'fs:promises.open'],
    ['const { open, ...rest } = require("fs"); what(rest.close)', 'fs:close'],
    ['let open; ({ open } = require("fs")); what(open)', 'fs:open'],
    ['const { open = own } = require("fs"); what(open)', 'fs:open'],
    ['const fs = cached ?? require("fs"); what(fs.open)', 'globalThis:cached.open'],
    ['let fs = null; fs = require("fs"); what(fs.open)', 'fs:open'],
    ['what(require("fs")["open"])', 'fs:open'],
    ['what(require(`fs`)[`open`])', 'fs:open'],
    ['what((0, require("fs").open))', 'fs:open'],
    ['what(require("fs").open.bind(null))', 'fs:open'],
    ['what(require("fs").open(path).x)', 'fs:open().x'],
    ['what(await import("fs"))', 'fs:'],
    ['what(require("util").promisify(require("fs").open))', 'fs:promises.open'],
    ['import pify from "pify"; import fs from "fs"; what(pify(fs.open))', 'fs:promises.open'],
    ['what(process)', 'process:'],
    ['what(globalThis.process.on)', 'process:on'],
    ['what(global["process"])', 'process:'],
    ['what(process.on("a", b).once)', 'process:once'],
    ['what(Atomics.wait)', 'globalThis:Atomics.wait'],
    ['what(require("@godaddy/terminus").createTerminus)', '@godaddy/terminus:createTerminus'],
    ['what(require("fs")!.open as any)', 'fs:open'],
    ['import fs = require("fs"); what(fs.open)', 'fs:open'],
    ['define((require) => { what(require("fs").open) })', 'fs:open'],
    ['class A { fs = require("fs"); a() { what(this.fs.open) } }', 'fs:open'],
  ])('%s', (code, expected) => { expect(resolved(code)).toBe(expected) })
})

describe('an expression stands for nothing that is known', () => {
  it.each([
    'const fs = make(); what(fs.open)',
    'function f(fs) { what(fs.open) }',
    'function f({ fs }) { what(fs.open) }',
    'const process = {}; what(process.on)',
    'let fs = require("fs"); fs = own; what(fs.open)',
    'const [fs] = require("fs"); what(fs)',
    'for (const fs of require("fs")) what(fs)',
    'what(require("fs")[name])',
    'what(require(name))',
    'function require() {} what(require("fs"))',
    'const a = b, b = a; what(a)',
    'class A { constructor(fs) { this.fs = fs } a() { what(this.fs.open) } }',
    'class A { fs = require("fs"); set(fs) { this.fs = fs } a() { what(this.fs.open) } }',
  ])('%s', (code) => { expect(resolved(`const make = () => {}; const own = {}; ${code}`)).toBeUndefined() })
})

it('code that is nested deeper than the call stack is still answered', () => {
  const deep = `${'a('.repeat(100)}1${')'.repeat(100)}${'.b()'.repeat(600)}`
  expect(resolved(`const a = () => {}; what(${deep})`, {})).toBeUndefined()
})
