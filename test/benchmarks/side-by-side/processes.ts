import { readFile, readlink, realpath } from 'node:fs/promises'

import { signalProcess } from '../../../extension/supervision/src/platform/process-stat.ts'
import { eventually } from '../../helpers/eventually.ts'
import { pidsWith } from '../../helpers/pids-with.ts'
import type { Adapter } from './adapter.ts'
import { markerName, type Place } from './place.ts'

/** Who runs in a place. */
export interface Inhabitants {
  /** The supervisor's own, by role. */
  readonly roles: ReadonlyMap<string, readonly number[]>
  /** Incarnations of the program, spares among them. */
  readonly programs: readonly number[]
}

export async function inhabitantsOf(adapter: Adapter, place: Place): Promise<Inhabitants> {
  const pids = await pidsOf(place)
  const commands = await Promise.all(pids.map(async (pid) => [pid, await commandLineOf(pid), await isNode(pid)] as const))
  const roles = new Map(Object.keys(adapter.roles).map((role) => [role, [] as number[]]))
  const programs: number[] = []
  for (const [pid, command, runsNode] of commands) {
    const role = Object.entries(adapter.roles).find(([, pattern]) => pattern.test(command))?.[0]
    if (role !== undefined) roles.get(role)?.push(pid)
    else if (runsNode && isProgram(command, place)) programs.push(pid)
  }
  return { roles, programs }
}

export async function pidsOf(place: Place): Promise<number[]> {
  return pidsWith((variable) => variable === `${markerName}=${place.marker}`)
}

/** SIGKILL for everything in a place, again until nobody is left: a supervisor may start another meanwhile. */
export async function endPlace(place: Place): Promise<void> {
  await eventually('all processes of a place are gone', async () => {
    const pids = await pidsOf(place)
    for (const pid of pids) signalProcess(pid, 'SIGKILL')
    return pids.length === 0
  })
}

// Some give themselves another name (`process.title`), which is no path; a command of a supervisor that comes and goes is one.
function isProgram(command: string, { program }: Place): boolean {
  return command.includes(program.script) || (command !== '' && !command.includes('/'))
}

async function isNode(pid: number): Promise<boolean> {
  return (await readlink(`/proc/${pid}/exe`).catch(() => '')) === (await realpath(process.execPath))
}

// Empty for one that has ended, or has not begun.
async function commandLineOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text.replaceAll('\0', ' ').trim()
}
