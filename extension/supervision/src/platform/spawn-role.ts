import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'

import { privateFileMode } from './durable-file.ts'
import { roleEnvironment, roleFlags } from './role-node.ts'

export interface RoleStart {
  /** Absolute path of the program's file. */
  readonly program: string
  readonly args: readonly string[]
  /** Where it writes what it has to say: it has no terminal. */
  readonly log: string
}

/** Starts one of our own programs in a session of its own, so that nothing that ends its starter ends it. */
export async function spawnRole({ program, args, log }: RoleStart): Promise<number | undefined> {
  const output = await open(log, 'a', privateFileMode)
  try {
    const child = spawn(process.execPath, [...roleFlags, program, ...args], {
      cwd: '/', // the project's folder may be deleted or unmounted under us
      detached: true,
      env: roleEnvironment(process.env),
      stdio: ['ignore', output.fd, output.fd],
    })
    child.once('error', () => undefined) // no pid: the caller sees that
    child.unref()
    return child.pid
  } finally {
    await output.close()
  }
}
