import { describe, expect, test } from 'vitest'

import type { EventKind, NewEvent } from '../../../supervision/src/state/event.ts'
import { applyEvent, emptyHistory, type ProjectHistory } from '../../../supervision/src/state/history.ts'
import { type Observation, statusOf, type StatusFacts } from '../../../supervision/src/state/status.ts'
import { projectMetrics } from '../../src/metrics/project-metrics.ts'

type Line = readonly [mono: number, event: EventKind, more?: Partial<NewEvent>]

const begin: readonly Line[] = [
  [0, 'spawned', { incarnation: 1, data: { pid: 10, first: true } }],
  [100, 'ready', { incarnation: 1, why: 'healthy', ms: 100, data: { sinceMono: 100 } }],
]
const death: Line = [1_100, 'exited', { incarnation: 1, why: 'killed', data: { kind: 'crash', signal: 'SIGKILL' } }]
const back: readonly Line[] = [
  [1_105, 'spawned', { incarnation: 2, data: { pid: 11 } }],
  [1_280, 'ready', { incarnation: 2, why: 'healthy', ms: 175, data: { sinceMono: 1_280 } }],
]

describe('a process', () => {
  test('that is up', () => {
    checkWeb([...begin, death, ...back], { nowMono: 11_100 }, {
      up: 1, uptime_seconds: 9.995, crashes_total: 1, hangs_total: 0, restarts_total: 1, recovery_seconds_count: 1,
      recovery_seconds_sum: 0.18, availability_window_seconds: 11, 'boot_seconds{cold}': 0.175, heartbeat_age_seconds: 0.05,
      heartbeat_limit_seconds: 2, flagged: 0, given_up: 0, last_crash_timestamp_seconds: 1_767_225_601.1,
    })
    expect(of([...begin, death, ...back], { nowMono: 11_100 }).get('crash_only_process_availability_ratio')).toBeCloseTo(1 - 0.18 / 11, 9)
  })

  test('that is down right now: its availability falls, and what is not known is not given', () => {
    const figures = checkWeb([...begin, death], { nowMono: 2_100, seen: { isAlive: false, heartbeat: null } }, {
      up: 0, uptime_seconds: 0, crashes_total: 1, restarts_total: 0, recovery_seconds_count: 0, availability_ratio: 0.5, 'boot_seconds{cold}': 0.1,
    })
    expect([...figures.keys()].filter((name) => name.includes('heartbeat'))).toEqual([])
    expect(figures.get('crash_only_process_state{restarting}')).toBe(1)
  })

  test('that was never healthy has no availability, no boot time and no recovery', () => {
    const figures = checkWeb(begin.slice(0, 1), { nowMono: 9_000 }, { up: 0, recovery_seconds_count: 0, recovery_seconds_sum: 0 })
    for (const name of ['availability_ratio', 'availability_window_seconds', 'boot_seconds{cold}', 'last_crash_timestamp_seconds']) {
      expect(figures.has(`crash_only_process_${name}`), name).toBe(false)
    }
  })

  test('that was never run', () => {
    checkWeb([], { nowMono: 9_000, seen: undefined, restarterPid: null }, { up: 0, crashes_total: 0, restarts_total: 0 })
  })

  test('that was given up', () => {
    const flag = { name: 'web', kind: 'crash-loop', why: '', isGivenUp: true } as unknown as Observation['flag']
    checkWeb(begin, { nowMono: 200, seen: { isAlive: true, heartbeat: null, flag } }, { flagged: 1, given_up: 1, spare_up: 0 })
  })

  test('that has a spare', () => {
    checkWeb(begin, { nowMono: 200, seen: { isAlive: true, heartbeat: null, spare: { level: 'warm', pid: 12 } } }, { spare_up: 1 })
  })

  test('is in one state', () => {
    const states = [...of(begin, { nowMono: 200 })].filter(([name]) => name.startsWith('crash_only_process_state'))
    expect(states.filter(([, value]) => value === 1).map(([name]) => name)).toEqual(['crash_only_process_state{up}'])
    expect(states).toHaveLength(7)
  })
})

test('the histogram counts all of 10,000 recoveries, each in every bucket that it fits in', () => {
  const crashes = Array.from({ length: 10_000 }, (_, n): Line[] => {
    const mono = 1_000 * (n + 1)
    const ms = n % 4 === 0 ? 2_100 : 24
    return [[mono, 'exited', { data: { kind: 'crash' } }], [mono + ms, 'verified', { data: { sinceMono: mono + ms } }]]
  }).flat()
  const figures = of([...begin, ...crashes], { nowMono: 20_000_000 })
  const buckets = [...figures].filter(([name]) => name.includes('_bucket')).map(([name, value]) => [/\{(.*)\}/u.exec(name)?.[1], value])
  expect(buckets).toEqual([
    ['0.005', 0], ['0.01', 0], ['0.025', 7_500], ['0.05', 7_500], ['0.1', 7_500], ['0.25', 7_500], ['0.5', 7_500], ['1.0', 7_500],
    ['2.5', 10_000], ['5.0', 10_000], ['10.0', 10_000], ['30.0', 10_000], ['60.0', 10_000], ['+Inf', 10_000],
  ])
  expect(figures.get('crash_only_process_recovery_seconds_count')).toBe(10_000)
  expect(figures.get('crash_only_process_recovery_seconds_sum')).toBe(2_500 * 2.1 + 7_500 * 0.024)
})

describe('our own programs', () => {
  test('that do not run are down, and have no uptime', () => {
    const figures = of(begin, { nowMono: 200, restarterPid: null })
    expect(figures.get('crash_only_role_up{restarter}')).toBe(0)
    expect(figures.get('crash_only_role_up{watchdog}')).toBe(1)
    expect(figures.has('crash_only_role_uptime_seconds{restarter}')).toBe(false)
    expect(figures.has('crash_only_role_uptime_seconds{watchdog}')).toBe(true)
  })
})

test('every sample bears the project, and no two are of one name with the same labels', () => {
  const families = familiesOf([...begin, death, ...back], { nowMono: 11_100 })
  const series = families.flatMap(({ name, samples }) => samples.map(({ suffix, labels }) => JSON.stringify([name + suffix, labels])))
  expect(new Set(series).size).toBe(series.length)
  for (const { samples } of families) for (const { labels } of samples) expect(labels[0]).toEqual(['project', '/home/me/shop'])
})

interface Now extends Pick<StatusFacts, 'nowMono'> {
  readonly seen?: Observation | undefined
  readonly restarterPid?: number | null
}

function checkWeb(lines: readonly Line[], now: Now, expected: Readonly<Record<string, number>>): Map<string, number> {
  const figures = of(lines, now)
  for (const [name, value] of Object.entries(expected)) expect(figures.get(`crash_only_process_${name}`), name).toBe(value)
  return figures
}

/** Values by `name{the last label's value}`, without that label where it is only the process. */
function of(lines: readonly Line[], now: Now): Map<string, number> {
  return new Map(familiesOf(lines, now).flatMap(({ name, samples }) => samples.map(({ suffix, labels, value }) => {
    const [label, text] = labels.at(-1) ?? ['', '']
    return [`${name}${suffix}${label === 'process' ? '' : `{${text}}`}`, value] as const
  })))
}

function familiesOf(lines: readonly Line[], { nowMono, ...now }: Now) {
  const history = historyOf(lines)
  const seen = 'seen' in now ? now.seen : { isAlive: true, heartbeat: { ageMs: 50, staleAfterMs: 2_000 } }
  const status = statusOf({
    project: '/home/me/shop', history, names: ['web'], nowMono, restarterPid: now.restarterPid === undefined ? 4_700 : now.restarterPid,
    watchdogPid: 4_702, seen: new Map(seen === undefined ? [] : [['web', seen]]),
  })
  return projectMetrics({ status, history, version: '1.2.3' })
}

function historyOf(lines: readonly Line[]): ProjectHistory {
  const history = emptyHistory()
  for (const [mono, event, more] of lines) {
    const t = new Date(Date.parse('2026-01-01T00:00:00Z') + mono).toISOString()
    applyEvent(history, { v: 1, t, mono, boot: 'b', role: 'restarter', pid: 1, name: 'web', event, ...more })
  }
  return history
}
