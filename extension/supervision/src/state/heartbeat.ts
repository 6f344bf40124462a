import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { listNames, readTextIfThere } from '../platform/durable-file.ts'
import { incarnationKey } from './incarnation-record.ts'
import type { ProjectPaths } from './project-paths.ts'

/**
 * How far a Node program with the preload has come: its own code has not run yet, its event loop turns, it listens.
 * A program that touches the file itself has no phase.
 */
export type BeatPhase = 'booting' | 'running' | 'serving'

/**
 * One heartbeat file: `heartbeats/<name>.<n>` is touched by the program itself (CRASH_ONLY_HEARTBEAT names it),
 * `heartbeats/<name>.<n>.<pid>` by the preload in each Node process of the group.
 */
export interface Beat {
  readonly path: string
  readonly pid: number | null
  /** Wall-clock modification time. Only whether it changed means anything. */
  readonly modifiedMs: number
  readonly phase: BeatPhase | null
  /** When the phase began, by the monotonic clock. */
  readonly sinceMono: number
}

export const crashAskSuffix = '.crash'

export function heartbeatPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.heartbeats, incarnationKey(name, incarnation))
}

/** The heartbeat files of one incarnation. `names` is the directory's listing, so that one serves for all. */
export async function readBeats(paths: ProjectPaths, key: string, names: readonly string[]): Promise<Beat[]> {
  return beatReader(paths)(key, names)
}

/** Reads heartbeats again and again: of one that is known to listen only the time, for nothing else of it can change. */
export function beatReader(paths: ProjectPaths): (key: string, names: readonly string[]) => Promise<Beat[]> {
  const serving = new Map<string, Beat>()
  const read = async (name: string, key: string): Promise<Beat | undefined> => {
    const path = join(paths.heartbeats, name)
    const modifiedMs = await modifiedAt(path)
    if (modifiedMs === undefined) { serving.delete(path); return undefined }
    const beat = { ...(serving.get(path) ?? (await readBeat(path, name, key))), modifiedMs }
    if (beat.phase === 'serving') serving.set(path, beat)
    return beat
  }
  return async (key, names) => {
    const own = names.filter((name) => name === key || isPreloadBeat(name, key))
    const beats = await Promise.all(own.map(async (name) => read(name, key)))
    return beats.filter((beat) => beat !== undefined)
  }
}

export async function listBeatNames(paths: ProjectPaths): Promise<string[]> {
  return listNames(paths.heartbeats)
}

/**
 * Which heartbeats speak for the program: its own file if it touches one; else all that listen on a socket (one hung
 * worker of a cluster is a hang); else the leader's; else the oldest. A helper process that computes for ten seconds
 * is no hang, and a package manager's idle loop vouches for nobody.
 */
export function judgedBeats(beats: readonly Beat[], leaderPid: number): readonly Beat[] {
  const own = beats.filter((beat) => beat.pid === null)
  if (own.length > 0) return own
  const serving = beats.filter((beat) => beat.phase === 'serving')
  if (serving.length > 0) return serving
  const leader = beats.filter((beat) => beat.pid === leaderPid)
  return leader.length > 0 ? leader : beats.toSorted((a, b) => a.sinceMono - b.sinceMono).slice(0, 1)
}

function isPreloadBeat(name: string, key: string): boolean {
  return name.startsWith(`${key}.`) && /^\d+$/u.test(name.slice(key.length + 1))
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined) // it was removed since it was listed
}

async function readBeat(path: string, name: string, key: string): Promise<Omit<Beat, 'modifiedMs'>> {
  if (name === key) return { path, pid: null, phase: null, sinceMono: 0 }
  const [phase, since] = ((await readTextIfThere(path)) ?? '').split(/\s+/u)
  return { path, pid: Number(name.slice(key.length + 1)), phase: toPhase(phase), sinceMono: Number(since) || 0 }
}

function toPhase(text: string | undefined): BeatPhase {
  return text === 'serving' || text === 'running' ? text : 'booting'
}
