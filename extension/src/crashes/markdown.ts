import { pathToFileURL } from 'node:url'

import type { CodePlace } from '../../supervision/src/state/event.ts'

/** A text as it is: a message of a crash may hold anything, and nothing in it is a link or a picture. */
export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$~]/gu, '\\$&').replaceAll('\n', '  \n')
}

/** A link to a line of code. */
export function placeLink(text: string, { file, line, column }: CodePlace): string {
  const address = pathToFileURL(file).href.replace(/[()]/gu, (sign) => (sign === '(' ? '%28' : '%29'))
  return `[${escaped(text)}](${address}#${line},${column})`
}
