import type { SourceCode } from 'eslint'
import type * as ESTree from 'estree'

import { calleeName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'
import { hasTypes } from '../types/checker.ts'
import { resolveTyped } from '../types/typed-api.ts'

// Where a writing function takes its path, and what says how the file is opened.
export interface Writer {
  // 'open with' takes an object for its flags; 'rewrite' writes on an open file, whose path stands elsewhere.
  readonly kind: 'file' | 'stream' | 'open' | 'open with' | 'copy' | 'truncate' | 'rewrite'
  readonly path: number
  readonly options?: number
  // Where the length is that a file is cut to.
  readonly length?: number
}

const file: Writer = { kind: 'file', path: 0, options: 2 }
const stream: Writer = { kind: 'stream', path: 0, options: 1 }
const open: Writer = { kind: 'open', path: 0, options: 1 }
const copy: Writer = { kind: 'copy', path: 1, options: 2 }
const truncate: Writer = { kind: 'truncate', path: 0 }

const rewrite: Writer = { kind: 'rewrite', path: -1 }

const nodeWriters: Readonly<Record<string, Writer>> = {
  ftruncate: { ...rewrite, length: 1 },
  writeFile: file, createWriteStream: stream, WriteStream: stream, open, copyFile: copy, cp: copy, truncate,
}

const extraWriters: Readonly<Record<string, Writer>> = {
  ...nodeWriters,
  outputFile: file, writeJson: file, writeJSON: file, outputJson: file, outputJSON: file, copy,
}

const jsonWriters: Readonly<Record<string, Writer>> = { writeFile: file }

const denoWriters: Readonly<Record<string, Writer>> = {
  writeFile: file, writeTextFile: file, copyFile: copy, truncate, create: { kind: 'truncate', path: 0 },
  open: { kind: 'open with', path: 0, options: 1 },
}

const modules: Readonly<Record<string, Readonly<Record<string, Writer>>>> = {
  'fs': nodeWriters, 'fs-extra': extraWriters, 'jsonfile': jsonWriters,
}

// A FileHandle that was opened to read and write rewrites the file where it stands.
const handleWriters: Readonly<Record<string, Writer>> = {
  'promises.open().writeFile': rewrite,
  'promises.open().truncate': { ...rewrite, length: 0 },
}

const bunWriters: Readonly<Record<string, Writer>> = {
  'Bun.write': file, 'Bun.file().write': rewrite, 'Bun.file().writer': rewrite,
}

// One of these words stands in every file that can have something to report without types.
const writerWords = /\bfs\b|jsonfile|\bBun\b|\bbun\b|\bDeno\b/

const typedWords = /writeFile|createWriteStream|outputFile|writeJson|outputJson|copyFile|truncate/i

// With types the module need not be named in the file.
export function mayWrite(source: SourceCode): boolean {
  return writerWords.test(source.text) || (hasTypes(source) && typedWords.test(source.text))
}

export function findWriter({ module, path }: Api): Writer | undefined {
  if (module === 'globalThis') return findGlobalWriter(path)
  const writers = own(modules, module)
  if (!writers) return undefined
  if (module === 'fs' && own(handleWriters, path)) return own(handleWriters, path)
  const name = path.startsWith('promises.') ? path.slice('promises.'.length) : path
  return own(writers, name.endsWith('Sync') ? name.slice(0, -'Sync'.length) : name)
}

// What a call writes with: by the imports of the file, or by the type of what is called.
export function writingApi(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression): Api | undefined {
  if (!typedWords.test(calleeName(call) ?? '')) return resolveApi(file, call.callee)
  return resolveTyped(file, call.callee, (api) => findWriter(api) !== undefined)
}

function findGlobalWriter(path: string): Writer | undefined {
  if (path.startsWith('Bun.')) return own(bunWriters, path)
  if (!path.startsWith('Deno.')) return undefined
  const name = path.slice('Deno.'.length)
  return own(denoWriters, name.endsWith('Sync') ? name.slice(0, -'Sync'.length) : name)
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
