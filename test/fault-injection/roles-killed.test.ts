import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { isDying, isSpare } from '../helpers/process-kind.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

type RoleName = 'restarter' | 'watchdog'

describe('kill -9 of our own programs while a program serves', () => {
  test.each<{ victims: readonly RoleName[] }>([
    { victims: ['restarter'] }, { victims: ['watchdog'] },
    { victims: ['restarter', 'watchdog'] }, { victims: ['watchdog', 'restarter'] },
  ])('$victims: whole again by itself, the program untouched, no second copy', async ({ victims }) => {
    const { project, port } = await serve()
    const before = await project.process('web')
    for (const victim of victims) await killAndWait(project, victim)
    expect(Number(await answerOf(port))).toBe(before.pid)
    expect(await project.process('web')).toMatchObject({ pid: before.pid, crashes: 0, restarts: 0, state: 'up' })
    expect(await copiesOf(project)).toBe(1)
    // Supervision is not only there, it works.
    process.kill(before.pid ?? 0, 'SIGKILL')
    await project.when('web', 'is back', ({ state, pid }) => state === 'up' && pid !== before.pid)
    expect(await copiesOf(project)).toBe(1)
  })

  test('nothing is lost from the journal: a death that no restarter saw is told by the next one', async () => {
    const { project } = await serve()
    const { pid } = await project.process('web')
    const { restarter } = (await project.status()).supervision
    // Stopped, the restarter cannot note the death; killed, it never will.
    process.kill(restarter?.pid ?? 0, 'SIGSTOP')
    process.kill(pid ?? 0, 'SIGKILL')
    process.kill(restarter?.pid ?? 0, 'SIGKILL')
    const back = await project.when('web', 'is back', (now) => now.state === 'up' && now.pid !== null && now.pid !== pid)
    expect(back).toMatchObject({ crashes: 1, restarts: 1 })
    expect(await copiesOf(project)).toBe(1)
    const deaths = (await project.events()).filter(({ event, incarnation }) => event === 'exited' && incarnation === 1)
    expect(deaths).toHaveLength(1)
  })

  test('killed between fork and record: the program without a record is found by its life line, and not started twice', async () => {
    const { project, port } = await serve()
    const { pid } = await project.process('web')
    const { restarter, watchdog } = (await project.status()).supervision
    // The watchdog holds still, so that the record is gone before a successor takes stock.
    process.kill(watchdog?.pid ?? 0, 'SIGSTOP')
    process.kill(restarter?.pid ?? 0, 'SIGKILL')
    await rm(join(project.paths.processes, 'web.1.json'))
    process.kill(watchdog?.pid ?? 0, 'SIGCONT')
    await eventually('another restarter has adopted it', async () =>
      (await project.events()).find(({ event, data }) => event === 'adopted' && data?.pid === pid))
    expect(Number(await answerOf(port))).toBe(pid)
    expect(await copiesOf(project)).toBe(1)
    process.kill(pid ?? 0, 'SIGKILL')
    await project.when('web', 'is back', (now) => now.state === 'up' && now.pid !== null && now.pid !== pid)
  })

  test('a stopped restarter is replaced, and the program is not touched', async () => {
    const { project } = await serve()
    const before = await project.process('web')
    const { restarter } = (await project.status()).supervision
    process.kill(restarter?.pid ?? 0, 'SIGSTOP')
    await eventually('another restarter is up', async () => {
      const lost = (await project.events()).filter(({ event }) => event === 'role-lost')
      return lost.length > 0 && (await project.status()).supervision.restarter?.pid !== restarter?.pid
    })
    expect(await project.process('web')).toMatchObject({ pid: before.pid, crashes: 0 })
  })

  test('a stopped watchdog is replaced', async () => {
    const { project } = await serve()
    const { watchdog } = (await project.status()).supervision
    process.kill(watchdog?.pid ?? 0, 'SIGSTOP')
    await eventually('another watchdog is up', async () => {
      const now = (await project.status()).supervision.watchdog
      return now !== null && now.pid !== watchdog?.pid
    })
  })

  test('stop and start at once, again and again: it runs or it does not, once, and both commands come back', async () => {
    const { project } = await serve()
    for (let round = 0; round < 5; round += 1) {
      const [stopped] = await Promise.all([project.crashOnly('stop'), project.crashOnly('start')])
      expect(stopped.code).toBe(0)
      expect(await copiesOf(project)).toBeLessThanOrEqual(1)
    }
    await project.crashOnly('start')
    await project.when('web', 'is up', ({ state, pid }) => state === 'up' && pid !== null)
    expect(await copiesOf(project)).toBe(1)
  })

  test('ten restarters at once: one owner, one program', async () => {
    const { project } = await serve()
    await project.crashOnly('stop')
    await Promise.all(Array.from({ length: 10 }, async () => project.crashOnly('start')))
    await project.when('web', 'is up', ({ state }) => state === 'up')
    expect(await copiesOf(project)).toBe(1)
  })
})

async function serve(): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const server = join(programs, 'server.mjs')
  const config = configOf({ web: ['node', server] })
  const project = await makeProject({ 'crash-only.json': config }, { env: { PORT: String(port) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  return { project, port }
}

async function killAndWait(project: SupervisedProject, name: RoleName): Promise<void> {
  const victim = (await project.status()).supervision[name]
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await eventually(`another ${name} is up`, async () => {
    const { restarter, watchdog } = (await project.status()).supervision
    const now = name === 'restarter' ? restarter : watchdog
    return restarter !== null && watchdog !== null && now?.pid !== victim?.pid
  })
}

/** How many copies of the program there are on the machine, by their command line. One that waits at its gate is none yet. */
async function copiesOf(project: SupervisedProject): Promise<number> {
  const are = await Promise.all((await project.pids()).map(async (pid) => {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.includes('server.mjs') && !(await isSpare(pid, project.paths)) && !(await isDying(pid))
  }))
  return are.filter(Boolean).length
}
