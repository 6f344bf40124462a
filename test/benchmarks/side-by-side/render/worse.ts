import { isOurs } from '../adapter.ts'
import type { Entrant, Results } from '../results/results.ts'
import { oursByDefault } from './entrants.ts'
import { medianOrNever, shortly } from './figures.ts'
import { failedPerCrash } from './recovery.ts'

/** One figure of which less is better. */
interface Measure {
  readonly what: string
  readonly unit: string
  /** Differences up to this share are the machine's, not the supervisor's. */
  readonly noise: number
  readonly of: Readonly<Record<string, number>>
}

/** What ours, as it comes, is worse at: in each measure, everybody who does better. A list of Markdown. */
export function renderWorse(results: Results): string {
  const lines = measuresOf(results).flatMap((measure) => {
    const own = measure.of[oursByDefault]
    if (own === undefined) return []
    const isBetter = ({ id }: Entrant): boolean => (measure.of[id] ?? Infinity) < own * (1 - measure.noise)
    const better = results.entrants.filter((entrant) => !isOurs(entrant) && isBetter(entrant))
    return better.length === 0 ? [] : [lineOf(measure, own, better)]
  })
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function lineOf({ what, unit, of }: Measure, own: number, better: readonly Entrant[]): string {
  const sorted = better.toSorted((a, b) => (of[a.id] ?? 0) - (of[b.id] ?? 0))
  return `- ${what}: ours ${shortly(own)}${unit}; less: ${sorted.map(({ id, title }) => `${title} ${shortly(of[id] ?? 0)}`).join(', ')}.`
}

function measuresOf({ parts: { idle, load, storm, cost } }: Results): Measure[] {
  const { of: costs = {} } = cost ?? {}
  const loads = mapOf(load?.of, failedPerCrash)
  return [
    { what: 'Kill -9 to the first answer', unit: ' ms', noise: 0.1, of: mapOf(idle?.of, (values) => medianOrNever(values) ?? Infinity) },
    { what: 'Failed requests per crash', unit: '', noise: 0.1, of: loads },
    { what: 'Memory of the supervisor, RSS', unit: ' MB', noise: 0.02, of: mapOf(costs, ({ own }) => own.rssMb) },
    { what: 'Memory of the supervisor, private', unit: ' MB', noise: 0.02, of: mapOf(costs, ({ own }) => own.privateMb) },
    {
      what: 'Private memory of the program and its spare', unit: ' MB', noise: 0.02,
      of: mapOf(costs, ({ program }) => program.privateMb),
    },
    { what: 'CPU while idle', unit: ' % of a core', noise: 0.1, of: mapOf(costs, ({ cpuPercent }) => cpuPercent) },
    {
      what: 'Back after a storm, once the cause is gone', unit: ' s', noise: 0.1,
      of: mapOf(storm?.of, ({ afterHealth: { backMs } }) => (backMs ?? Infinity) / 1_000),
    },
  ]
}

function mapOf<T>(of: Readonly<Record<string, T>> = {}, figure: (value: T) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(of).map(([id, value]) => [id, figure(value)]))
}
