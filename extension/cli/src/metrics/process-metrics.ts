import { processStates } from '../../../supervision/src/state/history.ts'
import { type RecoveryCounts, recoveryBoundsMs } from '../../../supervision/src/state/recovery-counts.ts'
import { type ProcessStatus, upStates } from '../../../supervision/src/state/status.ts'
import type { MetricFamily, Sample } from './metric-family.ts'

export interface ProcessFigures extends ProcessStatus {
  readonly recoveryCounts: RecoveryCounts
}

/** A metric of each process. `name` is what follows `crash_only_process_`. */
export interface ProcessMetric extends Omit<MetricFamily, 'samples'> {
  /** Without the labels of project and process. None: nothing is known, which is not the same as 0. */
  readonly samplesOf: (process: ProcessFigures) => readonly Sample[]
}

export const processMetrics: readonly ProcessMetric[] = [
  gauge('up', 'Whether it is up: 1 or 0.', ({ state }) => (upStates.has(state) ? 1 : 0)),
  { name: 'state', kind: 'gauge', help: 'Its state: 1 for the one that it is in, 0 for the others.', samplesOf: stateSamples },
  gaugeOfMs('uptime_seconds', 'Age of the present incarnation; 0 while there is none.', ({ upMs }) => upMs),
  counter('crashes', 'Deaths that nobody asked for, of the present run.', ({ crashes }) => crashes),
  counter('hangs', 'The part of the crashes that the heartbeat found.', ({ hangs }) => hangs),
  counter('restarts', 'Incarnations after the first, of the present run.', ({ restarts }) => restarts),
  {
    name: 'recovery_seconds', kind: 'histogram', unit: 'seconds',
    help: 'From death, or from the last sign of life before a hang, to healthy again.', samplesOf: recoverySamples,
  },
  {
    ...gauge('availability_ratio', 'How much of the window it was healthy.', ({ availability }) => availability.ratio),
    unit: 'ratio',
  },
  gaugeOfMs('availability_window_seconds', 'The window: since it was first healthy in the present run.', windowOf),
  {
    name: 'boot_seconds', kind: 'gauge', unit: 'seconds',
    help: 'From spawn to healthy, of the latest incarnation that came so far; started cold, or from a spare of this level.',
    samplesOf: bootSamples,
  },
  gauge('spare_up', 'Whether a spare stands by for its next death: 1 or 0.', ({ spare }) => (spare === null ? 0 : 1)),
  gaugeOfMs('heartbeat_age_seconds', 'Since the heartbeat that is judged last changed.', ({ heartbeat }) => heartbeat?.ageMs),
  gaugeOfMs('heartbeat_limit_seconds', 'The silence that counts as a hang.', ({ heartbeat }) => heartbeat?.staleAfterMs),
  gauge('flagged', 'Whether it has a problem that is not verified as solved: 1 or 0.', ({ flag }) => (flag === null ? 0 : 1)),
  gauge('given_up', 'Whether no remedy helped, so that somebody must look: 1 or 0.', ({ flag }) => (flag?.isGivenUp === true ? 1 : 0)),
  gaugeOfMs('last_crash_timestamp_seconds', 'When it last crashed, since 1970.', ({ lastCrash }) => lastCrash && Date.parse(lastCrash.at)),
]

function gauge(name: string, help: string, of: (process: ProcessFigures) => number | null | undefined): ProcessMetric {
  return { name, kind: 'gauge', help, samplesOf: (process) => sampleOf('', of(process)) }
}

function gaugeOfMs(name: string, help: string, of: (process: ProcessFigures) => number | null | undefined): ProcessMetric {
  const seconds = (process: ProcessFigures): number | null => {
    const ms = of(process)
    return typeof ms === 'number' ? ms / 1_000 : null
  }
  return { ...gauge(name, help, seconds), unit: 'seconds' }
}

function counter(name: string, help: string, of: (process: ProcessFigures) => number): ProcessMetric {
  return { name, kind: 'counter', help, samplesOf: (process) => sampleOf('_total', of(process)) }
}

function sampleOf(suffix: Sample['suffix'], value: number | null | undefined): readonly Sample[] {
  return typeof value === 'number' && Number.isFinite(value) ? [{ suffix, labels: [], value }] : []
}

function windowOf({ availability: { ratio, windowMs } }: ProcessFigures): number | null {
  return ratio === null ? null : windowMs
}

function stateSamples({ state }: ProcessFigures): readonly Sample[] {
  return processStates.map((one) => ({ suffix: '', labels: [['state', one]], value: one === state ? 1 : 0 }))
}

function bootSamples({ boot: { recent } }: ProcessFigures): readonly Sample[] {
  return recent.slice(-1).map(({ startedAs, ms }) => ({ suffix: '', labels: [['start', startedAs ?? 'cold']], value: ms / 1_000 }))
}

/** Each bucket counts what the ones before it count, too. */
function recoverySamples({ recoveryCounts: { counts, sumMs } }: ProcessFigures): readonly Sample[] {
  let sum = 0
  const buckets = counts.map((count, index): Sample => {
    const bound = recoveryBoundsMs[index]
    sum += count
    return { suffix: '_bucket', labels: [['le', bound === undefined ? '+Inf' : canonical(bound / 1_000)]], value: sum }
  })
  return [...buckets, { suffix: '_count', labels: [], value: sum }, { suffix: '_sum', labels: [], value: sumMs / 1_000 }]
}

// OpenMetrics writes a whole number in a label `le` with `.0`, so that all writers of a bound name it alike.
function canonical(seconds: number): string {
  return Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds)
}
