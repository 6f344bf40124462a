import type { SourceCode } from 'eslint'

import type { DisableComment } from '../finding.ts'

type Inside = 'code' | 'jsx-text' | 'text'

/** Where a comment can stand that switches a rule off for a line (from 1), and what it says around the reason. */
export function findDisableComment(source: SourceCode, line: number, rule: string): DisableComment | undefined {
  const start = source.getIndexFromLoc({ line, column: 0 })
  const inside = whatIsAt(source, start)
  if (inside === 'text') return undefined
  const own = source.lines[line - 1] ?? ''
  // Two of them in a row: the upper one would be about the lower one.
  if (source.lines[line - 2]?.includes('eslint-disable-next-line') === true) return atEndOf(source, line, rule)
  const indent = /^\s*/u.exec(own)?.[0] ?? ''
  const [open, close] = inside === 'jsx-text' ? ['{/* ', ' */}'] : ['// ', '']
  const place = { line: line - 1, character: 0 }
  return {
    range: { start: place, end: place },
    before: `${indent}${open}eslint-disable-next-line ${rule} -- `,
    after: `${close}${lineBreakOf(source)}`,
  }
}

function atEndOf(source: SourceCode, line: number, rule: string): DisableComment | undefined {
  const own = source.lines[line - 1] ?? ''
  const end = source.getIndexFromLoc({ line, column: 0 }) + own.length
  if (whatIsAt(source, end) !== 'code' || hasComment(source, line)) return undefined
  const place = { line: line - 1, character: own.length }
  return { range: { start: place, end: place }, before: ` // eslint-disable-line ${rule} -- `, after: '' }
}

// The same line break as the file has: a mixed one is a change of its own.
function lineBreakOf(source: SourceCode): string {
  return source.text.includes('\r\n') ? '\r\n' : '\n'
}

function hasComment(source: SourceCode, line: number): boolean {
  return source.getAllComments().some(({ loc }) => loc !== undefined && loc !== null && loc.start.line <= line && loc.end.line >= line)
}

/** What a line break at this place is part of. */
function whatIsAt(source: SourceCode, index: number): Inside {
  const isWithin = ([from, to]: readonly [number, number]): boolean => from < index && index < to
  if (source.getAllComments().some(({ range }) => range !== undefined && isWithin(range))) return 'text'
  // The line break before it is a text of the element; what begins here may be no text any more.
  if (index > 0 && source.getNodeByRangeIndex(index - 1)?.type as string === 'JSXText') return 'jsx-text'
  const node = source.getNodeByRangeIndex(index) as { readonly type: string, readonly range?: [number, number] } | null
  if (node?.range === undefined || !isWithin(node.range)) return 'code'
  return node.type === 'TemplateElement' || node.type === 'Literal' ? 'text' : 'code'
}
