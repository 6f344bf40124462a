import { isOurs } from '../adapter.ts'
import type { Results } from '../results/results.ts'
import { rowsOf } from './entrants.ts'
import { medianOrNever, shortly } from './figures.ts'
import { failedPerCrash } from './recovery.ts'

const layout = { width: 860, top: 64, row: 26, bar: 16, left: 210, right: 170 } as const
const shortestMs = 1

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .small { font-size: 12px; fill: #57606a } .title { font-size: 15px; font-weight: 600 }
  .other { fill: #8c959f } .ours { fill: #1a7f37 } .line { stroke: #d0d7de } .strong { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 } .other { fill: #6e7681 } .ours { fill: #3fb950 } .line { stroke: #3d444d }
  }`

/** Bars of the median time from a crash to the first answer, on a logarithmic scale, with the failed requests beside them. */
export function renderChart(results: Results): string {
  const { idle, load } = results.parts
  const rows = idle === undefined ? [] : rowsOf(results, idle).map(({ entrant, value }) => ({
    entrant, ms: medianOrNever(value), failed: load?.of[entrant.id],
  })).toSorted((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity))
  const longest = Math.max(10, ...rows.map(({ ms }) => ms ?? 0))
  const height = layout.top + rows.length * layout.row + 30
  const place = (ms: number): number =>
    (Math.log(Math.max(ms, shortestMs) / shortestMs) / Math.log(longest / shortestMs)) * (layout.width - layout.left - layout.right)
  const bars = rows.map(({ entrant, ms, failed }, index) => {
    const y = layout.top + index * layout.row
    const kind = isOurs(entrant) ? 'ours' : 'other'
    const width = round(ms === null ? 0 : place(ms))
    const beside = failed === undefined ? '' : text({ x: layout.width - 10, y: y + 13, anchor: 'end' }, shortly(failedPerCrash(failed)))
    return [
      text({ x: layout.left - 10, y: y + 13, anchor: 'end', kind: isOurs(entrant) ? 'strong' : '' }, entrant.title),
      `<rect class="${kind}" x="${layout.left}" y="${y}" width="${width}" height="${layout.bar}" rx="2"/>`,
      text({ x: layout.left + width + 6, y: y + 13 }, ms === null ? 'not within 20 s' : `${shortly(ms)} ms`), beside,
    ].join('')
  })
  const grid = [1, 10, 100, 1_000, 10_000].filter((ms) => ms <= longest).map((ms) => {
    const x = round(layout.left + place(ms))
    const label = text({ x, y: height - 8, anchor: 'middle', kind: 'small' }, `${ms} ms`)
    return `<line class="line" x1="${x}" y1="${layout.top - 8}" x2="${x}" y2="${height - 24}"/>${label}`
  })
  const size = `viewBox="0 0 ${layout.width} ${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="Time from a crash to the first answer">
<style>${style}
</style>
${text({ x: 10, y: 22, kind: 'title' }, 'From kill -9 to the first answer: median, logarithmic')}
${text({ x: layout.width - 10, y: 22, anchor: 'end', kind: 'title' }, 'failed requests per crash')}
${text({ x: layout.width - 10, y: 40, anchor: 'end', kind: 'small' }, 'at 200 new connections a second')}
${[...grid, ...bars].join('\n')}
</svg>
`
}

interface TextPlace {
  readonly x: number
  readonly y: number
  readonly anchor?: 'end' | 'middle'
  readonly kind?: string
}

function text(at: TextPlace, content: string): string {
  const anchor = at.anchor === undefined ? '' : ` text-anchor="${at.anchor}"`
  const kind = at.kind === undefined || at.kind === '' ? '' : ` class="${at.kind}"`
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${round(at.x)}" y="${at.y}"${anchor}${kind}>${escaped}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
