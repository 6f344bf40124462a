import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')
const strays = join(programs, 'strays.py')
const node = process.execPath
const tsx = join(import.meta.dirname, '../../node_modules/tsx/dist/cli.mjs')
const cluster = join(programs, 'cluster.mjs')

/** Commands that put something between us and the program that has the port. */
const chains: Readonly<Record<string, string | readonly string[]>> = {
  'npm run': 'npm run serve',
  'a shell that waits': `sh -c '"${node}" "${server}" & wait'`,
  'a child in a session of its own': `setsid -f "${node}" "${server}"; exec sleep 1000`,
  'a double fork': `(setsid sh -c '"${node}" "${server}" & sleep 1000' &) ; exec sleep 1000`,
  'a cluster': [node, cluster],
  ...(existsSync(tsx) ? { tsx: [node, tsx, server] } : {}),
}

describe('the next incarnation gets the port, whatever stands between it and us', () => {
  for (const [title, command] of Object.entries(chains)) {
    test(`${title}: after a crash and after Crash Now nothing of the old one is left, after stop nothing at all`, async () => {
      const { project, port } = await start(command)
      let before = await eventually('it serves', async () => answerOf(port))
      for (const how of ['crash', 'crash-now'] as const) {
        const old = await project.process('web')
        if (how === 'crash') process.kill(old.pid ?? 0, 'SIGKILL')
        else await project.crashOnly('crash-now', 'web')
        before = await eventually(`another serves after ${how}`, async () => {
          const now = await answerOf(port)
          return now !== undefined && now !== before ? now : undefined
        })
        await eventually('nothing of the old one is left', async () => (await pidsOf(project, old.incarnation)).length === 0)
      }
      await project.crashOnly('stop')
      expect(await project.pids()).toEqual([])
      expect(await answerOf(port)).toBeUndefined()
    })
  }
})

describe('children that left the group', () => {
  test('die with the leader: by setsid, by a double fork, by setpgid, and one without our mark in the group of one with it', async () => {
    const { project } = await start(['python3', strays])
    await eventually('all of them run', async () => (await pidsOf(project, 1)).length === 5 && (await project.pids()).length >= 8)
    const leader = await project.process('web')
    process.kill(leader.pid ?? 0, 'SIGKILL')
    await eventually('the first are gone', async () => (await pidsOf(project, 1)).length === 0)
    await eventually('the second run', async () => (await pidsOf(project, 2)).length === 5)
    await project.crashOnly('stop')
    expect(await project.pids()).toEqual([])
  })

  test('die also when the leader ended while no restarter lived', async () => {
    const { project } = await start(['python3', strays])
    await eventually('all of them run', async () => (await pidsOf(project, 1)).length === 5)
    const { supervision } = await project.status()
    const { pid } = await project.process('web')
    // The roles first, so that neither sees it.
    for (const role of [supervision.watchdog?.pid, supervision.restarter?.pid, pid]) process.kill(role ?? 0, 'SIGKILL')
    await project.crashOnly('start') // it says that it died, and starts another
    await eventually('the first are gone', async () => (await pidsOf(project, 1)).length === 0)
    await eventually('the second run', async () => (await pidsOf(project, 2)).length === 5)
  })
})

test('the death of an adopted leader is seen although a child that left the group holds its life line', async () => {
  const { project } = await start(['python3', strays])
  await eventually('all of them run', async () => (await pidsOf(project, 1)).length === 5)
  const { supervision } = await project.status()
  process.kill(supervision.restarter?.pid ?? 0, 'SIGKILL')
  await eventually('it is adopted', async () => (await project.events()).some(({ event }) => event === 'adopted'))
  process.kill((await project.process('web')).pid ?? 0, 'SIGKILL')
  await eventually('the second run', async () => (await pidsOf(project, 2)).length === 5)
  expect(await pidsOf(project, 1)).toEqual([])
})

async function start(command: string | readonly string[]): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const files = { 'crash-only.json': configOf({ web: command }), 'package.json': JSON.stringify({ scripts: { serve: `"${node}" "${server}"` } }) }
  const project = await makeProject(files, { env: { PORT: String(port) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  return { project, port }
}

/** What lives of one incarnation, by its mark. */
async function pidsOf(project: SupervisedProject, incarnation: number): Promise<number[]> {
  const mark = `CRASH_ONLY_HEARTBEAT=${join(project.paths.heartbeats, `web.${incarnation}`)}`
  return (await project.pids()).filter((pid) => environmentOf(pid).includes(mark))
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // it ended
  }
}
