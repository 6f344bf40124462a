import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a line can be unsafe in: a farewell (A), a swallowed crash (S), a torn file (B), a blocked loop (C). */
export const classes = ['A', 'S', 'B', 'C'] as const
export type Class = (typeof classes)[number]

/** `scoring`: lines that nobody looked at while the rules were written. `fitting`: lines that rules may be fitted to. */
export const halves = ['scoring', 'fitting'] as const
export type Half = (typeof halves)[number]

/** A line of a real package, judged by reading the code around it. */
export interface Label {
  readonly package: string
  readonly file: string
  readonly line: number
  readonly class: Class
  readonly isUnsafe: boolean
  readonly reason: string
}

/** `scoring.tsv` or `fitting.tsv`: one label a line, sorted by place. Throws with the line's number when one is no label. */
export async function readLabels(half: Half): Promise<readonly Label[]> {
  const [, ...lines] = (await readFile(join(import.meta.dirname, `${half}.tsv`), 'utf8')).trimEnd().split('\n')
  return lines.map((text, index) => parseLabel(text, `${half}.tsv:${index + 2}`))
}

function parseLabel(text: string, at: string): Label {
  const [name = '', file = '', line = '', kind = '', verdict = '', reason = ''] = text.split('\t')
  const found = classes.find((each) => each === kind)
  if (!found || !/^\d+$/u.test(line) || !/^(?:yes|no)$/u.test(verdict) || reason === '') throw new Error(`${at}: no label`)
  return { package: name, file, line: Number(line), class: found, isUnsafe: verdict === 'yes', reason }
}
