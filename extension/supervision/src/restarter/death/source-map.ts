import { open } from 'node:fs/promises'
import { type SourceMapPayload, SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parseJson } from '../../platform/json.ts'
import type { CodePlace } from '../../state/event.ts'
import { parseFrame } from '../../state/stack.ts'

const framesMax = 10
const fileBytesMax = 20_000_000
const callCharactersMax = 200
const isMappedAlready = /\.[cm]?tsx?$/u

/**
 * A stack with the places of its top frames, and the names of their functions, as the author's files have them, where the files
 * that ran name a source map (ECMA-426), inside them or beside them. What cannot be mapped stays as it is. It is done here and not
 * in the program, which is dying.
 */
export async function mapStack(stack: string): Promise<string> {
  const mappings = new Map<string, Promise<Mapping | undefined>>()
  const mappingOf = async ({ file }: CodePlace): Promise<Mapping | undefined> => {
    if (isMappedAlready.test(file)) return undefined
    if (!mappings.has(file)) mappings.set(file, readMapping(file).catch(() => undefined))
    return mappings.get(file)
  }
  const lines = stack.split('\n')
  const frames = lines.map(parseFrame)
  const mapped = lines.slice(0, framesMax).map(async (line, index) => {
    const frame = frames[index]
    const place = frame && (await mappingOf(frame.place))?.placeOf(frame.place)
    if (frame === undefined || place === undefined) return line
    // Not always the next: between a function and one that awaits it there may be a line of Node's own.
    const caller = frames.slice(index + 1).find((found) => found !== undefined)
    const head = caller === undefined ? frame.before : renamed(frame.before, caller.place, await mappingOf(caller.place))
    return `${head}${place.file}:${place.line}:${place.column}${frame.after}`
  })
  return [...await Promise.all(mapped), ...lines.slice(framesMax)].join('\n')
}

/** A function has in its author's file the name that the call of it has there. Methods keep theirs: their callers tell only a part. */
function renamed(before: string, calledAt: CodePlace, mapping: Mapping | undefined): string {
  const [, at = '', name, end = ''] = /^(\s*at (?:async |new )?)([^\s.()]+)( \()$/u.exec(before) ?? []
  const original = name === undefined ? undefined : mapping?.nameOf(calledAt, name)
  return original === undefined ? before : `${at}${original}${end}`
}

interface Mapping {
  placeOf(place: CodePlace): CodePlace | undefined
  /** What the author calls the function that is called `name` where it is called. */
  nameOf(calledAt: CodePlace, name: string): string | undefined
}

async function readMapping(file: string): Promise<Mapping | undefined> {
  const text = await readBounded(file)
  const url = [...text.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gmu)].at(-1)?.[1]
  if (url === undefined) return undefined
  const at = url.startsWith('data:') ? file : resolve(dirname(file), decodeURIComponent(url))
  const payload = parseJson(url.startsWith('data:') ? dataOf(url) : await readBounded(at)) as SourceMapPayload | undefined
  if (payload === undefined) return undefined
  const map = new SourceMap(payload)
  const lines = text.split('\n')
  return {
    placeOf({ line, column }) {
      const entry = map.findEntry(line - 1, column - 1)
      if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return undefined
      return { file: sourcePath(entry.originalSource, dirname(at)), line: entry.originalLine + 1, column: entry.originalColumn + 1 }
    },
    nameOf({ line, column }, name) {
      const call = (lines[line - 1] ?? '').slice(column - 1, column - 1 + callCharactersMax)
      const [, before = '', word] = /^((?:(?:await|new)\s+)*)([\p{ID_Continue}$]+)/u.exec(call) ?? []
      const at = column - 1 + before.length
      const entry = word === name ? map.findEntry(line - 1, at) : {}
      // One that begins earlier is that of another word.
      const isOfTheWord = 'generatedColumn' in entry && entry.generatedColumn === at
      return isOfTheWord && 'name' in entry && typeof entry.name === 'string' ? entry.name : undefined
    },
  }
}

function sourcePath(source: string, directory: string): string {
  return source.startsWith('file://') ? fileURLToPath(source) : resolve(directory, source)
}

function dataOf(url: string): string {
  const comma = url.indexOf(',')
  const data = url.slice(comma + 1)
  return url.slice(0, comma).endsWith(';base64') ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data)
}

async function readBounded(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    return size > fileBytesMax ? '' : await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
