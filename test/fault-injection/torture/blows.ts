import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { findHolders } from '../../../extension/supervision/src/platform/find-holders.ts'
import type { ProjectPaths } from '../../../extension/supervision/src/state/project-paths.ts'

const victims = ['program', 'spare', 'restarter', 'watchdog'] as const
export type Victim = (typeof victims)[number]

/** What happens to whom, and how long after the blow before. */
export interface Blow {
  readonly afterMs: number
  readonly at: readonly Victim[]
  readonly signal: 'SIGKILL' | 'SIGSTOP'
}

const shortestMs = 200
const longestMs = 2_700
const pairShare = 0.2
const stopShare = 0.25

/** The same blows for the same seed. A fifth of them hit two at once, a quarter of them stop instead of killing. */
export function blowsFrom(seed: number, count: number): Blow[] {
  const random = randomFrom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  return Array.from({ length: count }, () => {
    const afterMs = shortestMs + random() * (longestMs - shortestMs)
    const first = pick(victims)
    const at = random() < pairShare ? [first, pick(victims.filter((other) => other !== first))] : [first]
    return { afterMs, at, signal: random() < stopShare ? 'SIGSTOP' : 'SIGKILL' }
  })
}

// mulberry32, a generator of 32 bits of state: enough for a test, and the same everywhere.
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The victim's pid now, by what stands on disk; undefined while there is none. */
export async function pidOf(victim: Victim, paths: ProjectPaths): Promise<number | undefined> {
  if (victim === 'spare') return spareIn(paths)
  if (victim !== 'program') return readPid(join(paths.runtime, `${victim}.json`))
  const names = (await readdir(paths.processes)).filter((name) => name.endsWith('.json'))
  const newest = names.toSorted((a, b) => numberIn(b) - numberIn(a))[0]
  return newest === undefined ? undefined : readPid(join(paths.processes, newest))
}

async function spareIn({ spares }: ProjectPaths): Promise<number | undefined> {
  const holders = await Promise.all((await readdir(spares)).map(async (name) => findHolders(join(spares, name))))
  return holders.flat()[0]
}

function numberIn(name: string): number {
  return Number(/\.(\d+)\.json$/u.exec(name)?.[1])
}

async function readPid(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  return (JSON.parse(text) as { pid?: number }).pid
}
