import { type Node, parseTree } from 'jsonc-parser'

import { Failure } from '../failure.ts'
import { BadConfig, type PlaceInFile } from './bad-config.ts'

interface FileText {
  readonly name: string
  readonly text: string
}

/** Reads a file that people write: what is wrong with it says the line, as `crash-only.json:7: …`, where there is one. */
export async function withLine<T>(file: FileText, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof BadConfig ? new Failure(sayLine(error, file), error.exitCode) : error
  }
}

function sayLine({ message, place }: BadConfig, file: FileText): string {
  const start = `${file.name}: `
  const line = findLine(file, place)
  if (line === undefined || !message.startsWith(start)) return message
  return `${file.name}:${line}: ${message.slice(start.length)}`
}

/** Counted from 1. Where something is missing, the line of what it is missing in. */
function findLine({ name, text }: FileText, place: PlaceInFile): number | undefined {
  if (typeof place === 'number') return lineAt(text, place)
  if (name === 'Procfile') return lineInProcfile(text, place)
  const offset = findOffset(text, place)
  return offset === undefined ? undefined : lineAt(text, offset)
}

// Its processes have no keys below them.
function lineInProcfile(text: string, [, process = '']: readonly string[]): number | undefined {
  const index = text.split('\n').findIndex((line) => line.trim().startsWith(`${process}:`))
  return index === -1 ? undefined : index + 1
}

function findOffset(json: string, keys: readonly string[]): number | undefined {
  let node: Node | undefined = parseTree(json)
  let offset = keys.length === 0 ? node?.offset : undefined
  for (const key of keys) {
    const below: Node | undefined = node?.type === 'array' ? node.children?.[Number(key)] : findProperty(node, key)
    if (below === undefined) break
    offset = below.offset
    node = below.type === 'property' ? below.children?.[1] : below
  }
  return offset
}

// Its first child is the key, its second the value.
function findProperty(node: Node | undefined, key: string): Node | undefined {
  return node?.children?.find(({ type, children }) => type === 'property' && children?.[0]?.value === key)
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
