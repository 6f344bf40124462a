import { readFile } from 'node:fs/promises'

import { pidsWith } from '../pids-with.ts'

/** The language servers of an editor, by the state folder that only that editor has. */
export async function findServers({ XDG_STATE_HOME = '' }: NodeJS.ProcessEnv): Promise<number[]> {
  const pids = await pidsWith((variable) => variable === `XDG_STATE_HOME=${XDG_STATE_HOME}`)
  const commands = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => commands[index]?.includes('lint-server/main.mjs') === true)
}
