import { resolve } from 'node:path'

import type { ProcessSpec } from '../../supervision/src/state/project.ts'

interface At {
  readonly line: number
  readonly character: number
}

/** A part of a document with a name, as the editor gives it. */
interface Named {
  readonly name: string
  readonly range: { readonly start: At; readonly end: At }
  readonly children: readonly Named[]
}

/** The process of `crash-only.json` whose part holds the cursor. */
export function programOfSymbols(symbols: readonly Named[], cursor: At): string | undefined {
  const processes = symbols.find(({ name }) => name === 'processes')?.children ?? []
  return processes.find(({ range }) => !isBefore(cursor, range.start) && !isBefore(range.end, cursor))?.name
}

/** The process of a line of a `Procfile`. */
export function programOfLine(line: string): string | undefined {
  return /^([\w-]+):/u.exec(line)?.[1]
}

/** The only process whose command names this file. */
export function programOfFile(specs: readonly Pick<ProcessSpec, 'name' | 'command' | 'cwd'>[], file: string): string | undefined {
  const [first, ...others] = specs.filter(({ command, cwd }) => wordsOf(command).some((word) => resolve(cwd, word) === file))
  return others.length === 0 ? first?.name : undefined
}

function wordsOf(command: ProcessSpec['command']): readonly string[] {
  return typeof command === 'string' ? command.split(/\s+/u) : command
}

function isBefore(a: At, b: At): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character)
}
