import type { Api } from '../resolve/canonical.ts'

// Where a writing function takes its path, and what says how the file is opened.
export interface Writer {
  readonly kind: 'file' | 'stream' | 'open' | 'copy' | 'truncate'
  readonly path: number
  readonly options?: number
}

const file: Writer = { kind: 'file', path: 0, options: 2 }
const stream: Writer = { kind: 'stream', path: 0, options: 1 }
const open: Writer = { kind: 'open', path: 0, options: 1 }
const copy: Writer = { kind: 'copy', path: 1, options: 2 }
const truncate: Writer = { kind: 'truncate', path: 0 }

const nodeWriters: Readonly<Record<string, Writer>> = {
  writeFile: file, createWriteStream: stream, open, copyFile: copy, cp: copy, truncate,
}

const extraWriters: Readonly<Record<string, Writer>> = {
  ...nodeWriters,
  outputFile: file, writeJson: file, writeJSON: file, outputJson: file, outputJSON: file, copy,
}

const jsonWriters: Readonly<Record<string, Writer>> = { writeFile: file }

const denoWriters: Readonly<Record<string, Writer>> = {
  writeFile: file, writeTextFile: file, copyFile: copy, truncate, create: { kind: 'truncate', path: 0 },
}

const modules: Readonly<Record<string, Readonly<Record<string, Writer>>>> = {
  'fs': nodeWriters, 'fs-extra': extraWriters, 'jsonfile': jsonWriters,
}

// A FileHandle that was opened to read and write rewrites the file where it stands.
const handleWriters: Readonly<Record<string, Writer>> = {
  'promises.open().writeFile': { kind: 'truncate', path: -1 },
}

// One of these words stands in every file that can have something to report.
export const writerWords = /\bfs\b|jsonfile|\bBun\b|\bbun\b|\bDeno\b/

export function findWriter({ module, path }: Api): Writer | undefined {
  if (module === 'globalThis') return findGlobalWriter(path)
  const writers = own(modules, module)
  if (!writers) return undefined
  if (module === 'fs' && own(handleWriters, path)) return own(handleWriters, path)
  const name = path.startsWith('promises.') ? path.slice('promises.'.length) : path
  return own(writers, name.endsWith('Sync') ? name.slice(0, -'Sync'.length) : name)
}

function findGlobalWriter(path: string): Writer | undefined {
  if (path === 'Bun.write') return file
  if (!path.startsWith('Deno.')) return undefined
  const name = path.slice('Deno.'.length)
  return own(denoWriters, name.endsWith('Sync') ? name.slice(0, -'Sync'.length) : name)
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
