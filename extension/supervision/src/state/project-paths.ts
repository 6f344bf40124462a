import { createHash } from 'node:crypto'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

import { isDirectoryOfSync } from '../platform/durable-file.ts'

const idDigits = 16

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
  /** Gone after a reboot: sockets, records, heartbeats, flags, leases. */
  readonly runtime: string
  readonly project: string
  readonly asks: string
  readonly processes: string
  readonly life: string
  readonly heartbeats: string
  readonly flags: string
  readonly leases: string
  /** Notes of incarnations that close their listening sockets themselves. */
  readonly letGo: string
}

/** The paths of a project; the folder must be a real path (no symbolic links), else it has a second identity. */
export function projectPaths(folder: string, env: NodeJS.ProcessEnv = process.env): ProjectPaths {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, idDigits)
  const state = join(stateHome(env), 'crash-only', id)
  const runtime = join(runtimeHome(env), id)
  return { id, folder, ...statePaths(state), ...runtimePaths(runtime) }
}

/** All folders of a project, each after the one that it stands in. */
export function directoriesOf(paths: ProjectPaths): string[] {
  const { state, events, diagnosis, logs, runtime, asks, processes, life, heartbeats, flags, leases, letGo } = paths
  return [state, events, diagnosis, logs, runtime, asks, processes, life, heartbeats, flags, leases, letGo]
}

function statePaths(state: string) {
  return { state, events: join(state, 'events'), diagnosis: join(state, 'diagnosis'), logs: join(state, 'logs') }
}

function runtimePaths(runtime: string) {
  return {
    runtime,
    project: join(runtime, 'project.json'),
    asks: join(runtime, 'asks'),
    processes: join(runtime, 'processes'),
    life: join(runtime, 'life'),
    heartbeats: join(runtime, 'heartbeats'),
    flags: join(runtime, 'flags'),
    leases: join(runtime, 'leases'),
    letGo: join(runtime, 'let-go'),
  }
}

function stateHome(env: NodeJS.ProcessEnv): string {
  const set = env['XDG_STATE_HOME']
  if (set?.startsWith('/') === true) return set
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  if (process.platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  return join(homedir(), '.local', 'state')
}

// The editor and a terminal must agree, also when only one of them was given XDG_RUNTIME_DIR by its login session.
function runtimeHome(env: NodeJS.ProcessEnv): string {
  const uid = process.getuid?.() ?? 0
  const set = env['XDG_RUNTIME_DIR']
  if (set?.startsWith('/') === true) return join(set, 'crash-only')
  const login = `/run/user/${uid}`
  if (process.platform === 'linux' && isDirectoryOfSync(login, uid)) return join(login, 'crash-only')
  return join(tmpdir(), `crash-only-${uid}`)
}
