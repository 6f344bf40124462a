import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { type JournalEvent, parseEvent } from '../../extension/supervision/src/state/event.ts'
import { findProjectPaths } from '../../extension/supervision/src/state/find-project-paths.ts'
import { askAgainAndAgain } from '../fault-injection/torture/load.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf } from '../helpers/supervised-project.ts'
import { endOf, makeBench } from './bench-project.ts'
import { table } from './table.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const programs = join(import.meta.dirname, '../programs')
const msPerMinute = 60_000

/**
 * False alarms: programs whose loops are late for every honest reason (garbage, large JSON, synchronous writes), under
 * 100 requests a second each, at the default limit of 2 s and at 1 s. Nothing of them hangs, so every flag is false.
 */
export async function measureSoak(minutes: number): Promise<string> {
  const bench = await makeBench()
  const ports = { usual: bench.port, strict: await freePort() }
  const busy = ['node', join(programs, 'busy.mjs')]
  const processes = JSON.parse(configOf({ usual: busy, strict: busy })) as { processes: Record<string, object> }
  Object.assign(processes.processes['usual'] ?? {}, { env: { PORT: String(ports.usual) } })
  Object.assign(processes.processes['strict'] ?? {}, { env: { PORT: String(ports.strict) }, heartbeat: { staleAfterMs: 1_000 } })
  await writeFile(join(bench.folder, 'crash-only.json'), JSON.stringify(processes), { flag: 'wx' })
  const child = spawn(process.execPath, [command, 'run', '--quiet'], { ...bench.at, stdio: 'ignore' })
  try {
    await delay(5_000) // it starts
    const loads = Object.values(ports).map((port) => askAgainAndAgain(port))
    await delay(minutes * msPerMinute)
    await Promise.all(loads.map(async (load) => load.stop()))
    const events = await readEvents(findProjectPaths(bench.folder, bench.env).events)
    const rows = ['usual', 'strict'].map((name, index) => {
      const of = (kind: JournalEvent['event']): JournalEvent[] => events.filter((event) => event.name === name && event.event === kind)
      const longest = Math.max(0, ...of('suspect').map(({ ms }) => ms ?? 0))
      const answers = loads[index]?.answers
      const requests = `${answers?.answered ?? 0} of ${answers?.asked ?? 0}`
      return [name === 'usual' ? '2 s' : '1 s', String(of('flagged').length), String(of('suspect').length), String(longest), requests]
    })
    return table([`soak of ${minutes} min: limit`, 'flagged', 'suspect', 'longest silence when suspect (ms)', 'answered'], rows)
  } finally {
    await endOf(bench.folder, child)
  }
}

async function readEvents(directory: string): Promise<JournalEvent[]> {
  const texts = await Promise.all((await readdir(directory)).map(async (name) => readFile(join(directory, name), 'utf8')))
  return texts.join('').split('\n').map(parseEvent).filter((event) => event !== undefined)
}
