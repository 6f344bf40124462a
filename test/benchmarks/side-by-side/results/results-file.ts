import { readTextIfThere } from '../../../../extension/supervision/src/platform/durable-file.ts'
import type { Parts, Results } from './results.ts'
import { writePublic } from './write-public.ts'

/** What stands in a file of results; undefined when there is none, or it is of another version. */
export async function readResults(path: string): Promise<Results | undefined> {
  const text = await readTextIfThere(path)
  if (text === undefined) return undefined
  const results = JSON.parse(text) as Results // our own file: only this program writes it
  return (results as { version: number }).version === 1 ? results : undefined
}

export async function writeResults(path: string, results: Results): Promise<void> {
  await writePublic(path, `${compact(JSON.stringify(results, round, 1))}\n`)
}

/** The innermost objects and lists on a line each. A line break within JSON is never part of a text. */
function compact(json: string): string {
  return json.replaceAll(/[[{][^[\]{}]*[\]}]/gu, (innermost) => innermost.replaceAll(/\n\s*/gu, ' '))
}

/** Parts that were run anew replace the old ones, each as a whole: no table mixes two runs. */
export function withParts(old: Results | undefined, run: Results): Results {
  const parts: Parts = { ...old?.parts, ...run.parts }
  const known = new Set(run.entrants.map(({ id }) => id))
  return { ...run, parts, entrants: [...run.entrants, ...(old?.entrants ?? []).filter(({ id }) => !known.has(id))] }
}

// Ten microseconds, ten kilobytes: more digits say nothing.
function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value
}
