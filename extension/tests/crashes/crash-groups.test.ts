import { describe, expect, test } from 'vitest'

import { noMarks } from '../../supervision/src/state/crash-marks.ts'
import { CrashBook } from '../../src/crashes/crash-book.ts'
import { crashesOf } from '../../src/crashes/crash-groups.ts'
import { type ShortEvent, wholeEvent } from '../project-facts.ts'
import { crashed, crashesAfter, ended, folder, isoAt, lives, type Shown, startedMs, where } from './crash-facts.ts'

describe('crashes that have one cause are one signature', () => {
  test('the same error at the same line is counted, and the latest one is told', () => {
    const { groups } = crashesAfter([...crashed(1, 0), ...crashed(2, 10), ...lives(3, 20)])
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ program: 'api', count: 2, last: { incarnation: 2, where, recoveredMs: 9_180 } })
    expect(groups[0]?.recent.map(({ incarnation }) => incarnation)).toEqual([2, 1])
  })

  test.each([
    { what: 'another line', data: { where: { ...where, line: 43 } }, count: 2 },
    { what: 'a hang at the same line', data: { kind: 'hang' as const }, count: 2 },
    { what: 'another column of the line', data: { where: { ...where, column: 9 } }, count: 1 },
  ])('$what: $count', ({ data, count }) => {
    expect(crashesAfter([...crashed(1, 0), ...crashed(2, 10, data)]).groups).toHaveLength(count)
  })

  test('a number in a message without a line makes no other signature of it', () => {
    const hang = (incarnation: number, why: string): ShortEvent => ({ event: 'exited', mono: incarnation * 1_000, incarnation, why, data: { kind: 'hang' } })
    const { groups } = crashesAfter([hang(1, 'hung: no heartbeat for 2.1 s'), hang(2, 'hung: no heartbeat for 6 s')])
    expect(groups.map(({ count }) => count)).toEqual([2])
  })

  test('what Crash Now did is told as that, and a fault that came before it is not', () => {
    const asked: ShortEvent = { event: 'asked', mono: 500, incarnation: 1, why: 'Crash Now (kill)', data: { how: 'kill' } }
    const [spawned, ready] = crashed(1, 0) as [ShortEvent, ShortEvent]
    const killed: ShortEvent = { event: 'exited', mono: 600, incarnation: 1, why: 'killed (SIGKILL)', data: { kind: 'crash', signal: 'SIGKILL' } }
    expect(crashesAfter([spawned, ready, asked, killed]).groups[0]?.last.asked).toBe('kill')
    expect(crashesAfter([asked, ...crashed(1, 1)]).groups[0]?.last.asked).toBeNull()
  })

  test('a stop and a restart are no crashes', () => {
    expect(crashesAfter([...lives(1, 0), ended(1, 5, 'restart'), ...lives(2, 6), ended(2, 9, 'stop')]).groups).toEqual([])
  })

  test('how long a hang was silent is taken from its last sign of life', () => {
    const flagged: ShortEvent = { event: 'flagged', mono: 7_000, incarnation: 1, data: { flag: 'hang', sinceMono: 1_000 } }
    const killed: ShortEvent = { event: 'exited', mono: 7_200, incarnation: 1, why: 'hung', data: { kind: 'hang', where } }
    const { groups } = crashesAfter([...lives(1, 0), flagged, killed, ...lives(2, 8)])
    expect(groups[0]?.last).toMatchObject({ kind: 'hang', silentMs: 6_200, recoveredMs: 7_180 })
  })
})

describe('what was looked at, cleared or is old', () => {
  const twice = [...crashed(1, 0), ...crashed(2, 10)]
  test.each<{ what: string; shown: Shown; counts: number[]; unseen: number }>([
    { what: 'all is news at first', shown: {}, counts: [2], unseen: 2 },
    { what: 'later ones are news', shown: { marks: { seenAt: isoAt(5) } }, counts: [2], unseen: 1 },
    { what: 'all cleared', shown: { marks: { clearedAt: isoAt(11) } }, counts: [], unseen: 0 },
    { what: 'one since it was cleared', shown: { marks: { clearedAt: isoAt(5) } }, counts: [1], unseen: 1 },
    { what: 'marks that are no times', shown: { marks: { clearedAt: 'long ago', seenAt: '' } }, counts: [2], unseen: 2 },
    { what: 'a week later it is old', shown: { nowSecond: 8 * 86_400 }, counts: [], unseen: 0 },
    { what: 'unless older ones are wanted', shown: { nowSecond: 8 * 86_400, daysMax: 9 }, counts: [2], unseen: 2 },
  ])('$what', ({ shown, counts, unseen }) => {
    const crashes = crashesAfter(twice, shown)
    expect(crashes.groups.map(({ count }) => count)).toEqual(counts)
    expect(crashes.unseen).toBe(unseen)
  })

  test('one signature is cleared, another one stays', () => {
    const events = [...crashed(1, 0), ...crashed(2, 10, { where: { ...where, line: 7 } })]
    const [, first] = crashesAfter(events).groups
    const { groups } = crashesAfter(events, { marks: { cleared: { [first?.id ?? '']: isoAt(1) } } })
    expect(groups.map(({ last }) => last.where?.line)).toEqual([7])
  })
})

describe('a signature is over after a clean run', () => {
  test.each<{ what: string; after: readonly ShortEvent[]; shown?: Shown; isOver: boolean }>([
    { what: 'what just follows the crash proves nothing, however long it lives', after: lives(2, 2), isOver: false },
    { what: 'restarted on request and well for a minute', after: [...lives(2, 2), ended(2, 10, 'restart'), ...lives(3, 11)], isOver: true },
    { what: 'not for a minute yet', after: [...lives(2, 2), ended(2, 10, 'restart'), ...lives(3, 11)], shown: { nowSecond: 60 }, isOver: false },
    { what: 'well until it was stopped on request', after: [...lives(2, 2), ended(2, 10, 'restart'), ...lives(3, 11), ended(3, 14, 'stop')], isOver: true },
    { what: 'started anew and never well', after: [...lives(2, 2), ended(2, 10, 'restart'), { event: 'spawned', mono: 11_000, incarnation: 3, data: { first: true } }], isOver: false },
    { what: 'restarted because of its age', after: [...lives(2, 2), ended(2, 10, 'restart', 'older than 5 s (maxAgeMs)'), ...lives(3, 11)], isOver: false },
    { what: 'its code was changed, and the next life is well', after: lives(2, 30), shown: { changedMs: new Map([[where.file, startedMs + 20_000]]) }, isOver: true },
    { what: 'its code was changed after that life began', after: lives(2, 2), shown: { changedMs: new Map([[where.file, startedMs + 20_000]]) }, isOver: false },
  ])('$what', ({ after, shown, isOver }) => {
    expect(crashesAfter([...crashed(1, 0), ...after], shown).groups[0]?.isOver).toBe(isOver)
  })

  test('the next crash of it makes it one of now', () => {
    const clean = [...crashed(1, 0), ...lives(2, 2), ended(2, 10, 'restart'), ...lives(3, 11), ended(3, 80, 'stop')]
    expect(crashesAfter([...clean, ...crashed(4, 90)]).groups[0]).toMatchObject({ isOver: false, count: 2 })
  })
})

describe('ten thousand crashes', () => {
  test.each([
    { signatures: 1, kept: 1, counted: 10_000 },
    { signatures: 400, kept: 400, counted: 10_000 },
    // Each is forgotten before it comes again: what is kept is those that crashed last.
    { signatures: 1_000, kept: 500, counted: 500 },
  ])('of $signatures signatures are counted in bounded memory', ({ signatures, kept, counted }) => {
    const book = new CrashBook()
    for (let incarnation = 1; incarnation <= 10_000; incarnation += 1) {
      const line = (incarnation % signatures) + 1
      for (const event of crashed(incarnation, incarnation, { where: { ...where, line } })) book.apply(wholeEvent(event))
    }
    const facts = { folder, book, marks: noMarks, changedMs: new Map<string, number>(), nowMs: startedMs + 20_000_000, daysMax: 7 }
    const { groups, unseen } = crashesOf(facts)
    expect(groups).toHaveLength(kept)
    expect(unseen).toBe(counted)
    expect(groups[0]?.last.incarnation).toBe(10_000)
    expect(Math.max(...groups.map(({ recent }) => recent.length))).toBeLessThanOrEqual(20)
  })
})

test('times of before a reboot are not compared with those of after it', () => {
  const events = [...crashed(1, 100), ...lives(2, 1).map((event) => ({ ...event, boot: 'another' }))]
  expect(crashesAfter(events).groups[0]?.last.recoveredMs).toBeNull()
})
