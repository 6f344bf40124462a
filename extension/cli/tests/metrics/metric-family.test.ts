import { expect, test } from 'vitest'

import { type MetricFamily, openMetricsText, prometheusText } from '../../src/metrics/metric-family.ts'

const crashes: MetricFamily = {
  name: 'a_crashes', kind: 'counter', help: 'Crashes.', samples: [{ suffix: '_total', labels: [['p', 'web']], value: 3 }],
}
const build: MetricFamily = { name: 'a_build', kind: 'info', help: 'Version.', samples: [{ suffix: '_info', labels: [['v', '1']], value: 1 }] }
const age: MetricFamily = { name: 'a_seconds', kind: 'gauge', unit: 'seconds', help: 'Age.', samples: [{ suffix: '', labels: [], value: 0.25 }] }
const unknown: MetricFamily = { ...age, name: 'b_seconds', samples: [] }

test('OpenMetrics: types and units stand under the name of the family, and the end is marked', () => {
  expect(openMetricsText([crashes, build, age, unknown])).toBe([
    '# TYPE a_crashes counter', '# HELP a_crashes Crashes.', 'a_crashes_total{p="web"} 3',
    '# TYPE a_build info', '# HELP a_build Version.', 'a_build_info{v="1"} 1',
    '# TYPE a_seconds gauge', '# UNIT a_seconds seconds', '# HELP a_seconds Age.', 'a_seconds{} 0.25',
    '# EOF', '',
  ].join('\n'))
})

test('the Prometheus text format: types stand under the name of the sample, and no type is one that it does not know', () => {
  expect(prometheusText([crashes, build, age, unknown])).toBe([
    '# HELP a_crashes_total Crashes.', '# TYPE a_crashes_total counter', 'a_crashes_total{p="web"} 3',
    '# HELP a_build_info Version.', '# TYPE a_build_info gauge', 'a_build_info{v="1"} 1',
    '# HELP a_seconds Age.', '# TYPE a_seconds gauge', 'a_seconds{} 0.25', '',
  ].join('\n'))
})

test.each([
  ['/home/me/"shop"', String.raw`/home/me/\"shop\"`], ['a\\b', String.raw`a\\b`], ['a\nb', String.raw`a\nb`], ['\\n', String.raw`\\n`],
  ['größe\r\t', 'größe\r\t'],
])('%j is escaped in a label', (value, text) => {
  const family: MetricFamily = { ...crashes, samples: [{ suffix: '_total', labels: [['p', value]], value: 1 }] }
  for (const write of [openMetricsText, prometheusText]) expect(write([family])).toContain(`a_crashes_total{p="${text}"} 1\n`)
})
