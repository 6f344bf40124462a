import { createHash } from 'node:crypto'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

import { isDirectoryOfSync } from '../platform/durable-file.ts'
import { pathsIn, type ProjectPaths } from './project-paths.ts'

const idDigits = 16

/** The paths of a project; the folder must be a real path (no symbolic links), else it has a second identity. */
export function findProjectPaths(folder: string, env: NodeJS.ProcessEnv = process.env): ProjectPaths {
  const id = createHash('sha256').update(folder).digest('hex').slice(0, idDigits)
  return pathsIn({ folder, state: join(stateHome(env), 'crash-only', id), runtime: join(runtimeHome(env), id) })
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
  // eslint-disable-next-line crash-only/no-blocking-call -- one look at a folder, when a program starts
  if (process.platform === 'linux' && isDirectoryOfSync(login, uid)) return join(login, 'crash-only')
  return join(tmpdir(), `crash-only-${uid}`)
}
