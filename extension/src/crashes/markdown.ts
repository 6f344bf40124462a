import { pathToFileURL } from 'node:url'

import type { CodePlace } from '../../supervision/src/state/event.ts'

/** A text as it is: a message of a crash may hold anything, and nothing in it is a link or a picture. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$~]/gu, '\\$&').replaceAll('\n', '  \n')
}

/** The same, but what stands between two backticks is code. */
export function escapedWithCode(text: string): string {
  const parts = text.split('`')
  // One without a partner is just a sign.
  if (parts.length % 2 === 0) return escaped(text)
  return parts.map((part, index) => (index % 2 === 0 || part === '' ? escaped(part) : `\`${part.replaceAll('\n', ' ')}\``)).join('')
}

/** A link to a line of code. */
export function placeLink(text: string, { file, line, column }: CodePlace): string {
  const address = pathToFileURL(file).href.replace(/[()]/gu, (sign) => (sign === '(' ? '%28' : '%29'))
  return `[${escaped(text)}](${address}#${line},${column})`
}
