import { describe, expect, test } from 'vitest'

import type { EventKind, JournalEvent, NewEvent } from '../../src/state/event.ts'
import { applyEvent, emptyHistory, newRun, type ProcessHistory } from '../../src/state/history.ts'

type Line = readonly [mono: number, event: EventKind, more?: Partial<NewEvent>]

function fold(lines: readonly Line[]): ProcessHistory {
  const history = emptyHistory()
  for (const [mono, event, more] of lines) {
    const head = { v: 1, t: `t${mono}`, mono, boot: 'b', role: 'restarter', pid: 1, name: 'web' } as const
    applyEvent(history, { ...head, event, ...more } satisfies JournalEvent)
  }
  const web = history.processes.get('web')
  if (web === undefined) throw new Error('no web')
  return web
}

const start: readonly Line[] = [
  [0, 'spawned', { incarnation: 1, data: { pid: 10, first: true } }],
  [150, 'ready', { incarnation: 1, data: { sinceMono: 100 } }],
]
const crash: readonly Line[] = [
  [1_000, 'exited', { incarnation: 1, why: 'killed (SIGKILL)', data: { kind: 'crash', signal: 'SIGKILL', exitCode: null } }],
  [1_005, 'spawned', { incarnation: 2, data: { pid: 11 } }],
  [1_300, 'ready', { incarnation: 2, data: { sinceMono: 1_200 } }],
]

test('a first start is no restart and no recovery', () => {
  expect(fold(start)).toMatchObject({ state: 'up', pid: 10, crashes: 0, restarts: 0, recoveriesMs: [], downMs: 0 })
})

test('a crash counts once, and its recovery time is from death to healthy, not to when that was noticed', () => {
  expect(fold([...start, ...crash])).toMatchObject({
    state: 'up', pid: 11, incarnation: 2, crashes: 1, hangs: 0, restarts: 1, recoveriesMs: [200], downMs: 200,
    lastCrash: { kind: 'crash', signal: 'SIGKILL', reason: 'killed (SIGKILL)' },
  })
})

test('a hang counts as a crash and a hang, and its recovery begins at the last sign of life', () => {
  const hang: readonly Line[] = [
    [3_000, 'suspect', { incarnation: 1 }],
    [4_500, 'flagged', { incarnation: 1, data: { sinceMono: 2_500 } }],
    [4_510, 'exited', { incarnation: 1, data: { kind: 'hang' } }],
    [4_515, 'spawned', { incarnation: 2, data: { pid: 11 } }],
    [4_600, 'ready', { incarnation: 2, data: { sinceMono: 4_600 } }],
    [4_601, 'verified', { incarnation: 2, data: { sinceMono: 4_600 } }],
  ]
  expect(fold([...start, ...hang])).toMatchObject({ crashes: 1, hangs: 1, restarts: 1, recoveriesMs: [2_100] })
})

test.each(['stop', 'restart'] as const)('a death that %s asked for is no crash', (kind) => {
  expect(fold([...start, [1_000, 'exited', { data: { kind } }]])).toMatchObject({ crashes: 0, lastCrash: null })
})

test('a new run begins to count anew', () => {
  const again: readonly Line[] = [[9_000, 'spawned', { incarnation: 3, data: { pid: 12, first: true } }]]
  expect(fold([...start, ...crash, ...again])).toMatchObject({ state: 'starting', crashes: 0, restarts: 0, incarnation: 3 })
})

test('a ready of an incarnation that was ready already changes nothing: a new watchdog looked at it', () => {
  const again: readonly Line[] = [[5_000, 'ready', { incarnation: 2, data: { sinceMono: 1_200 } }]]
  expect(fold([...start, ...crash, ...again])).toEqual(fold([...start, ...crash]))
})

describe('boot times', () => {
  const boot = (mono: number, incarnation: number, ms: number, why = 'healthy'): Line => [mono, 'ready', { incarnation, why, ms, data: { sinceMono: mono } }]
  const promoted: Line = [850, 'promoted', { incarnation: 2, data: { pid: 11, level: 'warm' } }]

  test('each incarnation has one, whoever sees it again, and however often its heartbeat comes back', () => {
    const lines = [boot(100, 1, 100), boot(300, 1, 300, 'the heartbeat is back'), boot(400, 1, 105), promoted, boot(900, 2, 50)]
    expect(fold([...start.slice(0, 1), ...lines])).toMatchObject({
      startedAs: 'warm', lastColdBootMs: 100,
      boots: [{ incarnation: 1, startedAs: 'cold', ms: 100 }, { incarnation: 2, startedAs: 'warm', ms: 50 }],
    })
  })

  test('the last ten are kept', () => {
    const boots = Array.from({ length: 25 }, (_, n) => boot(n, n + 1, n))
    expect(fold(boots).boots.map(({ ms }) => ms)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24])
  })
})

describe('all recoveries are counted, though only the latest times are kept', () => {
  const crashes = (count: number, ms: number): Line[] => Array.from({ length: count }, (_, n): Line[] => [
    [1_000 * (n + 1), 'exited', { data: { kind: 'crash' } }],
    [1_000 * (n + 1) + ms, 'verified', { data: { sinceMono: 1_000 * (n + 1) + ms } }],
  ]).flat()

  test('10,000 crashes', () => {
    const web = fold([...start, ...crashes(10_000, 40)])
    expect(web).toMatchObject({ crashes: 10_000, recoveryCounts: { sumMs: 400_000 }, downMs: 400_000 })
    expect(web.recoveriesMs).toHaveLength(1_000)
    expect(web.recoveryCounts.counts).toEqual([0, 0, 0, 10_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  test('a snapshot of a version that did not count them, or counted otherwise, gives those that it kept', () => {
    const { recoveryCounts, ...old } = fold([...start, ...crashes(3, 40)])
    const counted = { ...old, recoveryCounts: { counts: [3], sumMs: 1 } }
    for (const web of [old, counted]) {
      const snapshot = { processes: [web as ProcessHistory], roles: [] }
      expect(fold([[9_000, 'snapshot', { data: { history: snapshot } }]]).recoveryCounts).toEqual(recoveryCounts)
    }
  })
})

test('a reboot ends the run: times of before cannot be compared with those of now, and its numbers are not used again', () => {
  const history = emptyHistory()
  const apply = (boot: string, [mono, event, more]: Line): void => {
    applyEvent(history, { v: 1, t: '', boot, role: 'restarter', pid: 1, mono, event, ...(event !== 'role-up' && { name: 'web' }), ...more })
  }
  for (const line of [[0, 'role-up'] as const, ...start, ...crash]) apply('before', line)
  apply('after', [5, 'role-up'])
  expect(history.processes.get('web')).toEqual({ ...newRun('web'), incarnation: 2 })
  expect(history).toMatchObject({ boot: 'after', lastMono: 5, roles: new Map([['restarter', { pid: 1, upMono: 5 }]]) })
})

describe('time down counts within the window of the availability only', () => {
  const died: Line = [50, 'exited', { data: { kind: 'crash' } }]

  test('an outage before it was ever healthy lies before the window', () => {
    const ready: Line = [10_000, 'ready', { incarnation: 2, data: { sinceMono: 10_000 } }]
    expect(fold([...start.slice(0, 1), died, ready])).toMatchObject({ firstReadyMono: 10_000, downMs: 0, recoveriesMs: [9_950] })
  })

  test('an outage that ends with a stop counts until the stop', () => {
    const stop: Line = [1_700, 'exited', { data: { kind: 'stop' } }]
    expect(fold([...start, ...crash.slice(0, 1), stop])).toMatchObject({ downMs: 700, downSinceMono: null, stoppedMono: 1_700, state: 'stopped' })
  })
})
