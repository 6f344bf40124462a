import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Results } from '../results/results.ts'
import { writePublic } from '../results/write-public.ts'
import { renderChart } from './chart.ts'
import { renderTables } from './tables.ts'

const docs = join(import.meta.dirname, '../../../../docs')
const begin = '<!-- side-by-side: written by npm run bench -->'
const end = '<!-- side-by-side ends -->'

/** Writes the tables into docs/benchmarks.md, between the marks, and the chart beside it. */
export async function publish(results: Results): Promise<void> {
  const page = join(docs, 'benchmarks.md')
  await writePublic(page, withTables(await readFile(page, 'utf8'), renderTables(results)))
  await writePublic(join(docs, 'benchmarks.svg'), renderChart(results))
}

/** The page with other tables between its marks. */
export function withTables(page: string, tables: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/benchmarks.md has no place for the tables: it needs the lines ${begin} and ${end}`)
  return `${page.slice(0, from)}${begin}\n\n${tables}\n${page.slice(to)}`
}
