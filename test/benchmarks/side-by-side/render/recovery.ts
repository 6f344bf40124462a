import { table } from '../../table.ts'
import type { CrashUnderLoad } from '../judge-load.ts'
import type { Loaded, Results } from '../results/results.ts'
import { nameOf, rowsOf, yardsticks } from './entrants.ts'
import { median, medianOrNever, shortly } from './figures.ts'

export const newConnections = '200 new connections a second'

/** Crash -> first answer, and the same under load. */
export function renderRecovery(results: Results): string {
  const { idle, load } = results.parts
  const sections: string[] = []
  if (idle !== undefined) {
    const medians = new Map(Object.entries(idle.of).map(([id, values]) => [id, medianOrNever(values)]))
    const rows = rowsOf(results, idle).map(({ entrant, value }) => {
      const own = medians.get(entrant.id) ?? null
      const ratios = Object.values(yardsticks).map((id) => ratio(medians.get(id) ?? null, own))
      return [nameOf(entrant), own === null ? 'not within 20 s' : shortly(own), slowest(value), ...ratios, String(value.length)]
    })
    const times = Object.keys(yardsticks).map((name) => `times faster than ${name}`)
    sections.push(table(['kill -9 → first answer', 'median, ms', 'slowest, ms', ...times, 'n'], rows))
  }
  if (load !== undefined) sections.push(renderLoad(results, load.of, newConnections))
  const kept = results.parts['keep-alive']
  if (kept !== undefined) sections.push(renderLoad(results, kept.of, '200 requests a second, keep-alive'))
  return sections.join('\n')
}

/** Failed requests of one crash, by kind. */
export function renderLoad(results: Results, of: Readonly<Record<string, Loaded>>, load: string): string {
  const rows = rowsOf(results, { at: '', minutes: 0, of, failed: {} }).map(({ entrant, value: { crashes } }) => {
    const per = (keys: readonly (keyof CrashUnderLoad)[]): string => shortly(sumOf(crashes, keys) / Math.max(1, crashes.length))
    const silence = median(crashes.map(({ silenceMs }) => silenceMs))
    const counts = failures.map((key) => String(sumOf(crashes, [key])))
    return [nameOf(entrant), per(failures), ...counts, silence === null ? '–' : shortly(silence), String(crashes.length)]
  })
  const lateMs = Math.max(0, ...Object.values(of).map(({ clientLateMs }) => clientLateMs))
  const headings = [load, 'failed per crash', 'refused', 'reset', 'hung > 2 s', 'wrong', 'silence, median ms', 'crashes']
  return `${table(headings, rows)}\nThe client itself was at most ${shortly(lateMs)} ms late.\n`
}

const failures = ['refused', 'reset', 'hung', 'wrong'] as const

export function failedPerCrash({ crashes }: Loaded): number {
  return sumOf(crashes, failures) / Math.max(1, crashes.length)
}

function sumOf(crashes: readonly CrashUnderLoad[], keys: readonly (keyof CrashUnderLoad)[]): number {
  return crashes.reduce((sum, crash) => sum + keys.reduce((inner, key) => inner + crash[key], 0), 0)
}

function slowest(values: readonly (number | null)[]): string {
  return values.includes(null) ? '> 20 s' : shortly(Math.max(...values.map(Number)))
}

function ratio(other: number | null, own: number | null): string {
  return other === null || own === null ? '–' : shortly(other / own)
}
