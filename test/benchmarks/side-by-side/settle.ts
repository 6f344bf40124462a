import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import type { Adapter } from './adapter.ts'
import type { Place } from './place.ts'

const windowMs = 150
const idleShareMin = 0.85
const quietDeadlineMs = 3_000

// After a second of health ours and PM2 take a death for the first of its kind, not for a part of a storm.
const healthyMs = 2_000
const struckAt = new WeakMap<Place, number>()

/** To be called when the program of a place begins to live, or was struck. */
export function noteBlow(place: Place): void {
  struckAt.set(place, performance.now())
}

/** A supervisor is ready for another crash, and nothing else keeps the machine busy; on a busy machine it goes on after 3 s. */
export async function settle(adapter: Adapter, place: Place): Promise<void> {
  await delay(Math.max(0, (struckAt.get(place) ?? 0) + healthyMs - performance.now()))
  await adapter.settle?.(place)
  for (const end = performance.now() + quietDeadlineMs; performance.now() < end;) {
    const before = await ticksOfMachine()
    await delay(windowMs)
    const after = await ticksOfMachine()
    if ((after.idle - before.idle) / Math.max(1, after.all - before.all) >= idleShareMin) return
  }
}

// The first line of /proc/stat: ticks of all cores, the fourth of them idle (proc(5)).
async function ticksOfMachine(): Promise<{ idle: number; all: number }> {
  const [line = ''] = (await readFile('/proc/stat', 'utf8')).split('\n', 1)
  const ticks = line.split(/\s+/u).slice(1, 9).map(Number)
  return { idle: ticks[3] ?? 0, all: ticks.reduce((sum, one) => sum + one, 0) }
}
