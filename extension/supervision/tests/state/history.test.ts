import { expect, test } from 'vitest'

import type { EventKind, JournalEvent, NewEvent } from '../../src/state/event.ts'
import { applyEvent, emptyHistory, type ProcessHistory } from '../../src/state/history.ts'

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
