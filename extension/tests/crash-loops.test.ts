import { expect, test } from 'vitest'

import { CrashLoops } from '../src/project/crash-loops.ts'
import { type ShortEvent, wholeEvent } from './project-facts.ts'

const flagged: ShortEvent = { event: 'flagged', mono: 300, incarnation: 3, why: '3 deaths in a row: no table', data: { flag: 'crash-loop' } }
const died = (incarnation: number, kind: 'crash' | 'hang' | 'stop' | 'restart' = 'crash'): ShortEvent =>
  ({ event: 'exited', mono: incarnation * 100, incarnation, why: 'no table', data: { kind } })
const askedFor = (incarnation: number): ShortEvent =>
  ({ event: 'asked', mono: incarnation * 100, incarnation, why: 'Crash Now (kill)', data: { how: 'kill' } })
const deaths = (from: number, to: number): ShortEvent[] => Array.from({ length: to - from + 1 }, (_, index) => died(from + index))
const verified: ShortEvent = { event: 'verified', mono: 9_000, incarnation: 9 }

function checkTold(events: readonly ShortEvent[], ids: readonly string[]): void {
  const loops = new CrashLoops()
  for (const event of events) loops.apply(wholeEvent(event))
  expect(loops.toTell.map(({ id }) => id)).toEqual(ids)
}

test('one that is flagged is told when it went on to die as often as the restarter waits for', () => {
  checkTold([...deaths(1, 3), flagged, ...deaths(4, 7)], [])
  checkTold([...deaths(1, 3), flagged, ...deaths(4, 8)], ['b.api.3'])
})

test('deaths with health between are no loop, however many', () => { checkTold(deaths(1, 50), []) })

test('it stays the same loop while it goes on, also when it hangs in between', () => {
  const hang: ShortEvent = { ...flagged, incarnation: 9, data: { flag: 'hang' } }
  checkTold([flagged, ...deaths(4, 8), hang, died(9, 'hang'), { ...flagged, incarnation: 10 }, ...deaths(10, 20)], ['b.api.3'])
})

test('it ends when it was verified as well again, stopped, started anew, or the computer was', () => {
  checkTold([flagged, ...deaths(4, 8), verified], [])
  checkTold([flagged, ...deaths(4, 8), died(9, 'stop')], [])
  checkTold([flagged, ...deaths(4, 8), { event: 'spawned', mono: 900, incarnation: 9, data: { first: true } }], [])
  checkTold([flagged, ...deaths(4, 8), { event: 'spawned', mono: 1, incarnation: 9, boot: 'c' }], [])
})

test('one that was never up since its start is of that start, in every window; once it was up, of none', () => {
  const [started, up] = [{ event: 'spawned', mono: 10, data: { first: true } }, { event: 'ready', mono: 20 }] as const
  checkStart([started, ...deaths(1, 3), flagged], 'b.api.1.start')
  checkStart([started, up, ...deaths(1, 3), flagged], undefined)
  checkStart([started, ...deaths(1, 3), flagged, { event: 'ready', mono: 350, incarnation: 4 }], 'b.api.1.start')
  checkStart([started, { ...flagged, boot: 'c' }], undefined)
  checkStart([...deaths(1, 3), flagged], undefined)
})

function checkStart(events: readonly ShortEvent[], start: string | undefined): void {
  const loops = new CrashLoops()
  const boot = events.at(-1)?.boot ?? 'b'
  for (const event of [...events, ...deaths(4, 8).map((death) => ({ ...death, boot }))]) loops.apply(wholeEvent(event))
  expect(loops.toTell.map((loop) => loop.start)).toEqual([start])
}

test('a second loop is another one', () => {
  checkTold([flagged, ...deaths(4, 8), verified, { ...flagged, incarnation: 12 }, ...deaths(13, 17)], ['b.api.12'])
})

test('what Crash Now or Restart was asked for is not counted', () => {
  checkTold([flagged, ...[4, 5, 6, 7, 8].flatMap((incarnation) => [askedFor(incarnation), died(incarnation)])], [])
  checkTold([flagged, ...[4, 5, 6, 7, 8].map((incarnation) => died(incarnation, 'restart'))], [])
})
