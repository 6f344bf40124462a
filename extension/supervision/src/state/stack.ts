import type { CodePlace } from './event.ts'

const frame = /^(\s*at (?:.*\()?)((?:file:\/\/)?\/[^)]*):(\d+):(\d+)(\)?)$/u

const heading = /^((?:file:\/\/)?\/.*):(\d+)$/u

/** One line of a stack that names a file: what is before and after the place, and the place. */
export interface Frame {
  readonly before: string
  readonly place: CodePlace
  readonly after: string
}

/** Undefined for a line that names no file of the disk: Node's own, native code, the message. */
export function parseFrame(line: string): Frame | undefined {
  const [, before, file, lineNumber, column, after] = frame.exec(line) ?? []
  if (before === undefined || file === undefined || after === undefined) return undefined
  return { before, after, place: { file: toPath(file), line: Number(lineNumber), column: Number(column) } }
}

/** The topmost frame in the user's own code: not Node's, not a dependency's, else the topmost with a file at all. */
export function placeInStack(stack: string): CodePlace | null {
  const frames = stack.split('\n').map(parseFrame).filter((found) => found !== undefined)
  const places = frames.map(({ place }) => place).filter(({ file }) => !isOurs(file))
  return places.find(({ file }) => !file.includes('node_modules')) ?? places[0] ?? null
}

/**
 * The place that Node writes above a syntax error, which has no frame in the file: its name and line, the line's text, and
 * under it a mark where it goes wrong.
 */
export function placeAbove(lines: readonly string[]): CodePlace | null {
  for (const [index, line] of lines.entries()) {
    const [, file, lineNumber] = heading.exec(line) ?? []
    const mark = lines[index + 2]?.search(/\S/u) ?? -1
    if (file !== undefined) return { file: toPath(file), line: Number(lineNumber), column: lines[index + 2]?.[mark] === '^' ? mark + 1 : 1 }
  }
  return null
}

/** The lines of a stack that are the user's business. */
export function withoutOurs(stack: string): string[] {
  return stack.split('\n').filter((line) => !isOurs(parseFrame(line)?.place.file ?? ''))
}

// Crash Now throws inside the preload, and blocking calls are noted there; that is no line of the user's.
function isOurs(file: string): boolean {
  return /[/\\]crash-only[/\\]programs[/\\]/u.test(file)
}

function toPath(file: string): string {
  try {
    return decodeURI(file.replace(/^file:\/\//u, ''))
  } catch {
    return file
  }
}
