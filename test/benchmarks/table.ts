import { quantile } from '../../extension/supervision/src/state/status.ts'

/** Median, 95th percentile and count, for a row. */
export function summary(values: readonly number[]): { median: number; cells: string[] } {
  const sorted = values.toSorted((a, b) => a - b)
  const [median, p95] = [quantile(sorted, 0.5) ?? 0, quantile(sorted, 0.95) ?? 0]
  return { median, cells: [String(median), String(p95), String(values.length)] }
}

/** A Markdown table. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}\n`
}
