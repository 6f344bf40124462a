import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a line can be unsafe in: a farewell (A), a swallowed crash (S), a torn file (B), a blocked loop (C). */
export const classes = ['A', 'S', 'B', 'C'] as const
export type Class = (typeof classes)[number]

/** A line of a real package, judged by reading the code around it. */
export interface Label {
  readonly package: string
  readonly file: string
  readonly line: number
  readonly class: Class
  readonly isUnsafe: boolean
  readonly reason: string
}

/** `labels.tsv`: one label a line, sorted by place. Throws with the line's number when one is no label. */
export async function readLabels(): Promise<readonly Label[]> {
  const [, ...lines] = (await readFile(join(import.meta.dirname, 'labels.tsv'), 'utf8')).trimEnd().split('\n')
  return lines.map((text, index) => parseLabel(text, index + 2))
}

function parseLabel(text: string, at: number): Label {
  const [name = '', file = '', line = '', kind = '', verdict = '', reason = ''] = text.split('\t')
  const found = classes.find((each) => each === kind)
  if (!found || !/^\d+$/u.test(line) || !/^(?:yes|no)$/u.test(verdict) || reason === '') throw new Error(`labels.tsv:${at}: no label`)
  return { package: name, file, line: Number(line), class: found, isUnsafe: verdict === 'yes', reason }
}

/** Half of the packages were looked at while the rules were written; the other half only scores them. */
export function isForScoring(name: string): boolean {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 1
}
