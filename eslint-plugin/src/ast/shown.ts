import type { Node } from './node.ts'
import type { SourceFile } from '../source-file.ts'

const shownMax = 40

// A piece of the reader's own code in a message, if it is short enough to be recognized.
export function shown(file: SourceFile, node: Node | undefined, instead: string): string {
  const text = node ? file.source.getText(node).replace(/\s+/g, ' ') : ''
  return text === '' || text.length > shownMax || text.includes('`') ? instead : `\`${text}\``
}
