import type { ProjectHistory } from '../../../supervision/src/state/history.ts'
import { noRecoveries } from '../../../supervision/src/state/recovery-counts.ts'
import type { Status } from '../../../supervision/src/state/status.ts'
import type { Label, MetricFamily, Sample } from './metric-family.ts'
import { processMetrics } from './process-metrics.ts'

export interface MetricsFacts {
  readonly status: Status
  readonly history: ProjectHistory
  /** Of this command. */
  readonly version: string
}

/** All figures of a project. Each sample bears the project's folder: the node exporter reads the files of several projects together. */
export function projectMetrics({ status, history, version }: MetricsFacts): MetricFamily[] {
  const families = [buildMetric(version), ...roleMetrics(status.supervision), ...ofProcesses(status, history)]
  return families.map((family) => ({ ...family, samples: family.samples.map((sample) => labelled(['project', status.project], sample)) }))
}

function buildMetric(version: string): MetricFamily {
  const samples: Sample[] = [{ suffix: '_info', labels: [['version', version]], value: 1 }]
  return { name: 'crash_only_build', kind: 'info', help: 'The version of crash-only that made these figures.', samples }
}

function roleMetrics({ restarter, watchdog, relay }: Status['supervision']): MetricFamily[] {
  // A relay is not part of every set-up; the other two are.
  const up = Object.entries({ restarter, watchdog, ...(relay !== null && { relay }) })
    .map(([role, now]) => sampleOfRole(role, now === null ? 0 : 1))
  const uptime = Object.entries({ restarter, watchdog })
    .flatMap(([role, now]) => (now === null ? [] : [sampleOfRole(role, now.upMs / 1_000)]))
  const whose = 'one of our own programs'
  return [
    { name: 'crash_only_role_up', kind: 'gauge', help: `Whether ${whose} runs: 1 or 0.`, samples: up },
    { name: 'crash_only_role_uptime_seconds', kind: 'gauge', unit: 'seconds', help: `For how long ${whose} has run.`, samples: uptime },
  ]
}

function sampleOfRole(role: string, value: number): Sample {
  return { suffix: '', labels: [['role', role]], value }
}

function ofProcesses({ processes }: Status, history: ProjectHistory): MetricFamily[] {
  const figures = processes.map((process) => {
    const recoveryCounts = history.processes.get(process.name)?.recoveryCounts ?? noRecoveries
    return { ...process, recoveryCounts }
  })
  return processMetrics.map(({ samplesOf, name, ...family }) => {
    const samples = figures.flatMap((figure) => samplesOf(figure).map((sample) => labelled(['process', figure.name], sample)))
    return { ...family, name: `crash_only_process_${name}`, samples }
  })
}

function labelled(label: Label, sample: Sample): Sample {
  return { ...sample, labels: [label, ...sample.labels] }
}
