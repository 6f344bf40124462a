import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * How far a program has come: its own code has not run yet, its event loop turns, it listens (or says that it is
 * ready). A program that only touches the file has no phase.
 */
export type BeatPhase = 'booting' | 'running' | 'serving'

/**
 * One heartbeat file: `heartbeats/<name>.<n>` is the program's own (CRASH_ONLY_HEARTBEAT names it),
 * `heartbeats/<name>.<n>.<pid>` is the preload's in each Node process of the group. Its text, if it has one, is a line
 * `<phase> <since, monotonic ms> <longest lag, ms> <script>`; what counts is that its modification time changes.
 */
export interface Beat {
  readonly path: string
  readonly pid: number | null
  /** Wall-clock modification time. Only whether it changed means anything. */
  readonly modifiedMs: number
  readonly phase: BeatPhase | null
  readonly sinceMono: number
  readonly lagMs: number
  readonly script: string
}

/**
 * The heartbeats of one incarnation (`<name>.<n>`), by the names in their directory.
 * @param known what was read before: of one that listens only the time is read again, for it stays so
 */
export async function readBeats(
  directory: string, key: string, names: readonly string[], known: ReadonlyMap<string, Beat> = new Map(),
): Promise<Beat[]> {
  const own = names.filter((name) => name === key || (name.startsWith(`${key}.`) && /^\d+$/u.test(name.slice(key.length + 1))))
  const beats = await Promise.all(own.map(async (name) => {
    const path = join(directory, name)
    return readBeat(path, name.slice(key.length + 1), known.get(path))
  }))
  return beats.filter((beat) => beat !== undefined)
}

export async function listBeatNames(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []) // a deleted directory is silence
}

/**
 * Which heartbeats speak for the program: its own file if it has one; else all that listen on a socket (one hung worker
 * of a cluster is a hang); else the one that the configuration names; else the leader's; else the oldest. A helper
 * process that computes for ten seconds is no hang, and a package manager's idle loop vouches for nobody.
 */
export function judgedBeats(beats: readonly Beat[], leaderPid: number, judge: string | null): readonly Beat[] {
  const choices: ((beat: Beat) => boolean)[] = [
    (beat) => beat.pid === null,
    (beat) => judge !== null && beat.script.includes(judge),
    (beat) => beat.phase === 'serving',
    (beat) => beat.pid === leaderPid,
  ]
  const chosen = choices.map((isChosen) => beats.filter(isChosen)).find((some) => some.length > 0)
  return chosen ?? beats.toSorted((a, b) => a.sinceMono - b.sinceMono).slice(0, 1)
}

async function readBeat(path: string, pid: string, known: Beat | undefined): Promise<Beat | undefined> {
  try {
    const { mtimeMs: modifiedMs, size } = await stat(path)
    if (known?.phase === 'serving') return { ...known, modifiedMs }
    if (pid === '' && size === 0) return { path, pid: null, modifiedMs, phase: null, sinceMono: 0, lagMs: 0, script: '' }
    const [phase, since, lag, ...script] = (await readFile(path, 'utf8')).trim().split(/\s+/u)
    const head = { path, pid: pid === '' ? null : Number(pid), modifiedMs, phase: toPhase(phase) }
    return { ...head, sinceMono: Number(since) || 0, lagMs: Number(lag) || 0, script: script.join(' ') }
  } catch {
    return undefined // it was removed since it was listed
  }
}

function toPhase(text: string | undefined): BeatPhase {
  return text === 'serving' || text === 'running' ? text : 'booting'
}
