import { readTextIfThere, writeDurably } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { HoldSpec } from './held-socket.ts'
import type { ProjectPaths } from './project-paths.ts'

/** One supervised program, resolved: every default is filled in. */
export interface ProcessSpec {
  readonly name: string
  /** A text is run by the shell, a list directly. */
  readonly command: string | readonly string[]
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Names of processes that must be ready before this one is started. */
  readonly needs: readonly string[]
  /** Restart this one, too, when one that it needs was restarted. */
  readonly restartWithNeeds: boolean
  /** Whether the whole project counts as failed when escalation gave this one up. */
  readonly critical: boolean
  readonly heartbeat: HeartbeatSpec
  readonly health: HealthSpec | null
  /** Restarted when it is older than this (with jitter). */
  readonly maxAgeMs: number | null
  /** Restarted when its group's resident memory is larger than this. */
  readonly maxMemoryMb: number | null
  /** Sockets that are bound before it starts, and held across its deaths. */
  readonly hold: readonly HoldSpec[]
  readonly spare: SpareWish
  /** It is the second of a pair: it listens on the sockets of the process of this name. */
  readonly twinOf: string | null
}

/**
 * What stands by for the next death. `warm`: a process that has loaded the packages; `hot`: one that has run up to `listen`;
 * `pair`: a second one that serves all the time.
 */
export const spareWishes = ['none', 'warm', 'hot', 'pair'] as const
export type SpareWish = (typeof spareWishes)[number]

export interface HeartbeatSpec {
  /** Silence that counts as a hang. */
  readonly staleAfterMs: number
  /** `preload`: Node programs beat by themselves. `file`: it touches CRASH_ONLY_HEARTBEAT. `systemd`: sd_notify(3). */
  readonly from: 'preload' | 'file' | 'systemd'
  /** Part of the script's path of the Node process that is judged, where the usual choice is wrong. */
  readonly judge: string | null
  /** Whether a worker in the program watches for the line that blocks it. */
  readonly stack: boolean
}

/** A question that must be answered: `GET` with a 2xx status, a connection, or a command that exits with 0. */
export type HealthSpec = HealthQuestion & {
  readonly everyMs: number
  readonly timeoutMs: number
  /** Failures in a row that make it unhealthy. */
  readonly failuresMax: number
}

type HealthQuestion =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'command'; readonly command: string | readonly string[] }

/** The remedies of `escalation`, in the order in which they are tried. */
export const remedies = ['restart', 'clear-caches', 'restart-all', 'give-up'] as const
export type Remedy = (typeof remedies)[number]

/** `run`: keep it running. `end`: everything is to be killed. `ended`: nothing of it is left. */
export type ProjectWish = 'run' | 'end' | 'ended'

const ownVersion = 1

/** `project.json`: what is to run. Start-up reads it; so does a role that was raised again. */
export interface Project {
  readonly v: typeof ownVersion
  readonly folder: string
  readonly wish: ProjectWish
  /** Where `processes` comes from: a file's name, or `command line`. */
  readonly source: string
  readonly processes: readonly ProcessSpec[]
  /** Absolute paths of folders and files that may be deleted at any time. */
  readonly caches: readonly string[]
  readonly escalation: readonly Remedy[]
  /** Monotonic milliseconds until which nobody judges these. */
  readonly pausedUntilMono?: Readonly<Record<string, number>>
  /** Names that `stop NAME` stopped. */
  readonly stopped: readonly string[]
  /** What is wrong with the source as it was saved last, in one line: nothing of that was taken on. */
  readonly refused?: string | null
}

export const defaultStaleAfterMs = 2_000

/** What holds for a program of which only the command is known. */
export function plainSpec(of: Pick<ProcessSpec, 'name' | 'command' | 'cwd'> & Partial<ProcessSpec>): ProcessSpec {
  return {
    env: {}, needs: [], restartWithNeeds: false, critical: false, health: null, maxAgeMs: null, maxMemoryMb: null, hold: [], spare: 'warm',
    twinOf: null,
    heartbeat: { staleAfterMs: defaultStaleAfterMs, from: 'preload', judge: null, stack: true },
    ...of,
  }
}

export async function writeProject(paths: ProjectPaths, project: Project): Promise<void> {
  await writeDurably(paths.project, JSON.stringify(project, null, 2))
}

/** Undefined where there is none, and for one that another version wrote. */
export async function readProject(paths: ProjectPaths): Promise<Project | undefined> {
  const project = await readHead(paths)
  if (project?.v !== ownVersion || !Array.isArray(project.processes)) return undefined
  // An older version of ours may have written it, which did not know every key.
  return { ...(project as Project), processes: (project as Project).processes.map(plainSpec) }
}

/** Whether another version wrote it, of which something may be left: then it must not be taken for ours, nor be overwritten. */
export async function isOfOtherVersion(paths: ProjectPaths): Promise<boolean> {
  const { v, wish } = (await readHead(paths)) ?? {}
  return typeof v === 'number' && v !== ownVersion && wish !== 'ended'
}

/** What is wrong with what it comes from, while what that said before runs on; null: nothing, or nothing runs. */
export function refusedOf(project: Project | undefined): string | null {
  return project?.wish === 'run' && typeof project.refused === 'string' ? project.refused : null
}

/** What every version has in it, as far as this one can know. */
async function readHead(paths: ProjectPaths): Promise<Partial<Omit<Project, 'v'> & { readonly v: unknown }> | undefined> {
  return parseJson((await readTextIfThere(paths.project)) ?? '') as Partial<Project> | undefined
}
