import { basename, join } from 'node:path'

/** Where everything of one project stands on disk. `docs/on-disk.md` describes each. */
export interface ProjectPaths {
  /** First 16 hex digits of the SHA-256 of the project folder's real path. */
  readonly id: string
  readonly folder: string
  /** Survives reboots: the journal (master data), what was learned, diagnoses, output. */
  readonly state: string
  readonly events: string
  readonly diagnosis: string
  readonly logs: string
  readonly learned: string
  /** What our own programs print: they have no terminal. */
  readonly log: string
  /** Gone after a reboot: sockets, records, heartbeats, flags, leases. */
  readonly runtime: string
  readonly project: string
  readonly asks: string
  readonly processes: string
  readonly life: string
  /** Life lines of spares: they are nobody's incarnation yet. */
  readonly spares: string
  readonly heartbeats: string
  readonly flags: string
  readonly leases: string
  /** Notes of incarnations that close their listening sockets themselves. */
  readonly letGo: string
}

/** The paths of a project whose two places are known: our own programs are told them, and need not find them out. */
export function pathsIn({ folder, state, runtime }: Pick<ProjectPaths, 'folder' | 'state' | 'runtime'>): ProjectPaths {
  return { id: basename(runtime), folder, ...statePaths(state), ...runtimePaths(runtime) }
}

/** Where Node keeps what it compiled of the project's programs. */
export function compileCachePath({ learned }: ProjectPaths): string {
  return join(learned, 'compile-cache')
}

/** What each of our programs is told when it is raised. */
export function roleArgs({ folder, state, runtime }: ProjectPaths): string[] {
  return [folder, state, runtime]
}

/** All folders of a project, each after the one that it stands in. */
export function directoriesOf(paths: ProjectPaths): string[] {
  const { state, events, diagnosis, logs, learned, runtime, asks, processes, life, spares, heartbeats, flags, leases, letGo } = paths
  return [state, events, diagnosis, logs, learned, runtime, asks, processes, life, spares, heartbeats, flags, leases, letGo]
}

function statePaths(state: string) {
  return {
    state,
    events: join(state, 'events'),
    diagnosis: join(state, 'diagnosis'),
    logs: join(state, 'logs'),
    learned: join(state, 'learned'),
    log: join(state, 'supervision.log'),
  }
}

function runtimePaths(runtime: string) {
  return {
    runtime,
    project: join(runtime, 'project.json'),
    asks: join(runtime, 'asks'),
    processes: join(runtime, 'processes'),
    life: join(runtime, 'life'),
    spares: join(runtime, 'spares'),
    heartbeats: join(runtime, 'heartbeats'),
    flags: join(runtime, 'flags'),
    leases: join(runtime, 'leases'),
    letGo: join(runtime, 'let-go'),
  }
}
