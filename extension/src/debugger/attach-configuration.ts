import type { DebugConfiguration } from 'vscode'

import type { ProjectSession } from '../project/project-session.ts'
import { inspectorPort } from './inspector-port.ts'
import { nodeBeatOf } from './program-to-attach.ts'

/** Stands in the configuration of each debug session that we begin. */
const key = 'crashOnly'

/** The program that a debug session of ours is about. */
export interface AttachedTo {
  readonly folderPath: string
  readonly program: string
  /** Of its Node process. The debugger changes its own key once it has found the port. */
  readonly pid: number
}

/** Undefined: it is no Node program, or none of it runs now. */
export async function attachConfiguration(session: ProjectSession, name: string): Promise<DebugConfiguration | undefined> {
  const program = session.view.programs.find((one) => one.name === name)
  const beat = program === undefined ? undefined : await nodeBeatOf(session, program)
  if (beat === undefined) return undefined
  const { pid } = beat
  const port = await inspectorPort(beat.path)
  // One that hangs opens Node's usual port when it is sent SIGUSR1, which the debugger does.
  const where = port === undefined ? { processId: String(pid) } : { port }
  const folderPath = session.folder.path
  const about: AttachedTo = { folderPath, program: name, pid }
  // Node listens there, not on what `localhost` may mean too.
  const address = '127.0.0.1'
  return { type: 'node', request: 'attach', name: `${name} [${pid}]`, ...where, address, cwd: folderPath, [key]: about }
}

/** Undefined for a debug session that others have begun. */
export function attachedTo(configuration: Readonly<Record<string, unknown>>): AttachedTo | undefined {
  return configuration[key] as AttachedTo | undefined
}
