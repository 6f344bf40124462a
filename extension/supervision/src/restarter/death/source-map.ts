import { open } from 'node:fs/promises'
import { type SourceMapPayload, SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parseJson } from '../../platform/json.ts'
import { parseFrame } from '../../state/stack.ts'

const framesMax = 10
const fileBytesMax = 20_000_000
const isMappedAlready = /\.[cm]?tsx?$/u

/**
 * A stack with the places of its top frames as the author's files have them, where the files that ran name a source map
 * (ECMA-426), inside them or beside them. What cannot be mapped stays as it is. It is done here and not in the program,
 * which is dying.
 */
export async function mapStack(stack: string): Promise<string> {
  const maps = new Map<string, Promise<Mapping | undefined>>()
  const lines = stack.split('\n')
  const mapped = lines.slice(0, framesMax).map(async (line) => {
    const found = parseFrame(line)
    if (found === undefined || isMappedAlready.test(found.place.file)) return line
    const { file } = found.place
    if (!maps.has(file)) maps.set(file, readMapping(file).catch(() => undefined))
    const place = (await maps.get(file))?.(found.place.line, found.place.column)
    return place === undefined ? line : `${found.before}${place.file}:${place.line}:${place.column}${found.after}`
  })
  return [...await Promise.all(mapped), ...lines.slice(framesMax)].join('\n')
}

type Mapping = (line: number, column: number) => { file: string; line: number; column: number } | undefined

async function readMapping(file: string): Promise<Mapping | undefined> {
  const text = await readBounded(file)
  const url = [...text.matchAll(/^\/\/[#@] sourceMappingURL=(\S+)\s*$/gmu)].at(-1)?.[1]
  if (url === undefined) return undefined
  const at = url.startsWith('data:') ? file : resolve(dirname(file), decodeURIComponent(url))
  const payload = parseJson(url.startsWith('data:') ? dataOf(url) : await readBounded(at)) as SourceMapPayload | undefined
  if (payload === undefined) return undefined
  const map = new SourceMap(payload)
  return (line, column) => {
    const entry = map.findEntry(line - 1, column - 1)
    if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return undefined
    return { file: sourcePath(entry.originalSource, dirname(at)), line: entry.originalLine + 1, column: entry.originalColumn + 1 }
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
