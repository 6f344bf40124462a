import { type ChildProcess, spawn } from 'node:child_process'
import { dirname } from 'node:path'

import { programEnvironment } from '../command-line/program-environment.ts'

/** Starts the language server. It ends by itself when its input does, so nothing of it outlives the editor. */
export function startServer(program: string): ChildProcess {
  // In its own folder: nothing that lies in the project decides how it is started.
  const options = { cwd: dirname(program), env: programEnvironment(process.env), windowsHide: true }
  return spawn(process.execPath, [program, '--stdio'], { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
}
