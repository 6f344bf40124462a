/** One metric with all its samples, in the model of OpenMetrics 1.0. */
export interface MetricFamily {
  /** Without the suffix that the kind adds (`_total`, `_info`, `_bucket` and so on). With a unit, it ends with that. */
  readonly name: string
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'info'
  readonly unit?: 'seconds' | 'ratio'
  /** One sentence. The same for all projects: the node exporter refuses two files that explain a metric differently. */
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly suffix: '' | '_total' | '_info' | '_bucket' | '_sum' | '_count'
  readonly labels: readonly Label[]
  readonly value: number
}

export type Label = readonly [name: string, value: string]

/** OpenMetrics 1.0 text. */
export function openMetricsText(families: readonly MetricFamily[]): string {
  const lines = families.filter(hasSamples).flatMap(({ name, kind, unit, help, samples }) => [
    `# TYPE ${name} ${kind}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${help}`,
    ...samples.map((sample) => sampleLine(name, sample)),
  ])
  return asLines([...lines, '# EOF'])
}

/**
 * The Prometheus text format 0.0.4, for the node exporter: its parser drops a whole file for a type `info`, and takes a
 * counter for untyped unless its type stands under the name of the sample.
 */
export function prometheusText(families: readonly MetricFamily[]): string {
  return asLines(families.filter(hasSamples).flatMap(({ name, kind, help, samples }) => {
    const own = `${name}${nameSuffixes[kind]}`
    const lines = samples.map((sample) => sampleLine(name, sample))
    return [`# HELP ${own} ${help}`, `# TYPE ${own} ${kind === 'info' ? 'gauge' : kind}`, ...lines]
  }))
}

const nameSuffixes: Readonly<Record<MetricFamily['kind'], string>> = { counter: '_total', gauge: '', histogram: '', info: '_info' }

function hasSamples({ samples }: MetricFamily): boolean {
  return samples.length > 0
}

function sampleLine(name: string, { suffix, labels, value }: Sample): string {
  const texts = labels.map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${suffix}{${texts.join(',')}} ${value}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('"', String.raw`\"`).replaceAll('\n', String.raw`\n`)
}

function asLines(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
