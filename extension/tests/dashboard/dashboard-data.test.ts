import { describe, expect, test } from 'vitest'

import { dashboardData } from '../../src/dashboard/dashboard-data.ts'
import { parseFromPage } from '../../src/dashboard/dashboard-messages.ts'
import { Timeline } from '../../src/dashboard/timeline.ts'
import { english } from '../english.ts'
import { again, crashedOnce, killed, ready, type ShortEvent, spawned, viewAfter, wholeEvent } from '../project-facts.ts'

const begin = Date.parse('2026-01-01T10:00:00Z')
const healthyAgain: ShortEvent = { event: 'ready', mono: 60_200, incarnation: 2, why: 'healthy', ms: 170, data: { sinceMono: 60_180 } }

describe('the timeline', () => {
  test('is up from when it was healthy, not from when that was told, and down from its death', () => {
    checkSpans([spawned, ready, killed, again, healthyAgain], [['starting', 0, 200], ['up', 200, 60_000], ['down', 60_000, 60_180], ['up', 60_180, null]])
  })

  test('shows silence, a pause and what was asked for', () => {
    const silent: ShortEvent = { event: 'suspect', mono: 2_000, ms: 1_000 }
    const back: ShortEvent = { event: 'ready', mono: 2_500, why: 'the heartbeat is back', data: { sinceMono: 2_500 } }
    const stop: ShortEvent = { event: 'exited', mono: 9_000, data: { kind: 'stop' } }
    checkSpans([spawned, ready, silent, back, { event: 'paused', mono: 3_000 }, { event: 'resumed', mono: 4_000 }, stop], [
      ['starting', 0, 200], ['up', 200, 2_000], ['silent', 2_000, 2_500], ['up', 2_500, 3_000], ['paused', 3_000, 4_000], ['up', 4_000, 9_000],
    ])
  })

  test('one that waits for another is not down: it has not begun', () => {
    const waits: ShortEvent = { event: 'backoff', mono: 10, why: 'waits for db' }
    const down: ShortEvent = { event: 'backoff', mono: 300, ms: 5_000, why: 'died 3 times' }
    checkSpans([waits, { ...spawned, mono: 100 }, ready, down], [['starting', 10, 200], ['up', 200, 300], ['down', 300, null]])
  })

  test('a clock that was set back turns no span around', () => {
    const program = timelineOf([spawned, { ...ready, t: '2026-01-01T09:00:00.000Z' }, killed]).programs.get('api')
    for (const { from, to } of program?.spans ?? []) expect(to ?? Infinity).toBeGreaterThanOrEqual(from)
  })

  test('ends with the computer: a new boot begins after what was known of the old one', () => {
    checkSpans([spawned, ready, { ...spawned, mono: 90_000, boot: 'c' }], [['starting', 0, 200], ['up', 200, 200], ['starting', 90_000, null]])
  })

  test('knows of each crash when it was healthy again; the first of an outage is counted from its begin', () => {
    const hang: ShortEvent = { event: 'flagged', mono: 65_000, incarnation: 2, ms: 2_000, data: { flag: 'hang', sinceMono: 63_000 } }
    const ended: ShortEvent = { event: 'exited', mono: 65_010, incarnation: 2, why: 'no heartbeat for 2.0 s', data: { kind: 'hang' } }
    const third: ShortEvent = { event: 'spawned', mono: 65_020, incarnation: 3 }
    const well: ShortEvent = { event: 'ready', mono: 65_200, incarnation: 3, why: 'healthy', data: { sinceMono: 65_200 } }
    const crashes = timelineOf([...crashedOnce, hang, ended, third, well]).programs.get('api')?.crashes
    expect(crashes).toMatchObject([{ kind: 'crash', recoveredMs: 180 }, { kind: 'hang', recoveredMs: 2_200 }])
  })

  test('what was stopped before it was back has not recovered', () => {
    const crashes = timelineOf([spawned, ready, killed, { event: 'exited', mono: 61_000, data: { kind: 'stop' } }]).programs.get('api')?.crashes
    expect(crashes).toMatchObject([{ recoveredMs: null }])
  })

  test('of 10,000 crashes it keeps the latest, and their number', () => {
    const program = timelineOf([spawned, ready, ...Array.from({ length: 10_000 }, (_, index) => crashAt(100_000 + index * 1_000)).flat()]).programs.get('api')
    expect(program?.crashCount).toBe(10_000)
    expect(program?.crashes.length).toBeLessThanOrEqual(2_000)
    expect(program?.spans.length).toBeLessThanOrEqual(2_000)
    expect(program?.crashes.at(-1)?.at).toBe(begin + 100_000 + 9_999_000)
  })
})

describe('what the page is sent', () => {
  test('tiles of all programs, a lane and a row for each, a row for each crash', () => {
    const { data } = dataOf(crashedOnce, 121_000)
    expect(Object.fromEntries(data.tiles.map(({ id, value }) => [id, value]))).toEqual({
      up: '1/1', crashes: '1', recovery: '180 ms', availability: '99.85 %', silence: '–',
    })
    expect(data.lanes).toMatchObject([{ label: 'api', marks: [{ kind: 'crash', at: begin + 60_000 }] }])
    expect(data.programs).toMatchObject([{ cells: ['api', 'up 1 min', '1', '0', '180 ms median, 180 ms p95', '99.85 % · 2 nines · 2 min', ''] }])
    expect(data.crashes).toMatchObject([{ cells: ['10:01', 'api', 'crash', 'killed (SIGKILL)', '180 ms'], place: null }])
  })

  test('places in the code stay in the editor: the page has their text, and asks by an id', () => {
    const where = { file: '/home/me/shop/src/cart.ts', line: 7, column: 3 }
    const thrown: ShortEvent = { ...killed, data: { kind: 'crash', where } }
    const { data, places } = dataOf([spawned, ready, thrown], 70_000)
    expect(data.crashes[0]?.place).toBe('src/cart.ts:7')
    expect(JSON.stringify(data)).not.toContain('"file"')
    expect(places.get(data.crashes[0]?.id ?? '')).toEqual(where)
  })

  test('a lane of what does not run ends where the journal does', () => {
    const { data } = dataOf([spawned, ready], 500_000, { guard: { kind: 'none' } })
    expect(data.lanes?.[0]?.spans.at(-1)).toMatchObject({ state: 'up', to: begin + 200 })
    expect(data.canStart).toBe(true)
  })

  test('only the latest crashes are in the table, which says so', () => {
    const { data } = dataOf([spawned, ready, ...Array.from({ length: 300 }, (_, index) => crashAt(100_000 + index * 1_000)).flat()], 500_000)
    expect(data.crashes).toHaveLength(200)
    expect(data.crashesNote).toBe('The latest 200 of 300.')
  })

  test('nothing ever ran: there is nothing but that', () => {
    expect(dataOf([], 0, { guard: { kind: 'none' } }).data).toMatchObject({ isEmpty: true, canStart: true, lanes: [], crashes: [] })
  })
})

test.each([
  [{ kind: 'ready' }, { kind: 'ready' }],
  [{ kind: 'start', args: ['rm'] }, { kind: 'start' }],
  [{ kind: 'open', id: 'x', file: '/etc/passwd' }, { kind: 'open', id: 'x' }],
  [{ kind: 'open', id: 3 }, undefined],
  [{ kind: 'stop' }, undefined],
  [{ command: 'start' }, undefined],
  ['ready', undefined],
  [null, undefined],
])('of the message %j the editor understands %j', (message, understood) => {
  expect(parseFromPage(message)).toEqual(understood)
})

function crashAt(mono: number): ShortEvent[] {
  const incarnation = mono
  return [{ ...killed, mono }, { event: 'spawned', mono: mono + 5, incarnation }, { ...healthyAgain, mono: mono + 100, incarnation, data: { sinceMono: mono + 100 } }]
}

function checkSpans(events: readonly ShortEvent[], spans: readonly (readonly [string, number, number | null])[]): void {
  expect(timelineOf(events).programs.get('api')?.spans)
    .toEqual(spans.map(([state, from, to]) => ({ state, from: begin + from, to: to === null ? null : begin + to })))
}

function timelineOf(events: readonly ShortEvent[]): Timeline {
  const timeline = new Timeline()
  for (const event of events) timeline.apply(wholeEvent(event))
  return timeline
}

function dataOf(events: readonly ShortEvent[], nowMono: number, facts: Parameters<typeof viewAfter>[2] = {}) {
  const clockText = (at: number): string => new Date(at).toISOString().slice(11, 16)
  const projects = [{ view: viewAfter(events, nowMono, facts), timeline: timelineOf(events) }]
  return dashboardData({ projects, now: begin + nowMono, clockText, l10n: english })
}
