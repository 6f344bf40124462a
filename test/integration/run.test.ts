import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')

describe('crash-only run -- node server.js', () => {
  test('kill -9 and kill -STOP of the program: back each time, and both are counted with their cause', async () => {
    const port = await freePort()
    const project = await makeProject({}, { env: { PORT: String(port) } })
    project.background('run', '--', 'node', server)
    const first = await project.when('server', 'is up', ({ state }) => state === 'up')
    process.kill(Number(await answerOf(port)), 'SIGKILL')
    const second = await project.when('server', 'is back', ({ state, pid }) => state === 'up' && pid !== first.pid)
    expect(second.lastCrash).toMatchObject({ kind: 'crash', signal: 'SIGKILL', reason: 'killed (SIGKILL)' })
    process.kill(Number(await answerOf(port)), 'SIGSTOP')
    const third = await project.when('server', 'is back again', ({ state, incarnation }) => state === 'up' && incarnation > 2)
    expect(third).toMatchObject({ crashes: 2, hangs: 1, restarts: 2, lastCrash: { kind: 'hang' } })
    expect(Number(await answerOf(port))).toBe(third.pid)
  })

  test('kill -9 of the command ends everything of it', async () => {
    const project = await makeProject({}, { env: { PORT: String(await freePort()) } })
    const { child } = project.background('run', '--', 'node', server)
    await project.when('server', 'is up', ({ state }) => state === 'up')
    child.kill('SIGKILL')
    await eventually('nothing is left', async () => (await project.pids()).length === 0)
  })

  test('it shows the program\'s output and what happens to it, and Ctrl-C ends everything', async () => {
    const project = await makeProject({}, { env: { PORT: String(await freePort()) } })
    const { child, output } = project.background('run', '--', 'node', server)
    const shown = ['listening on', 'crash-only: server: up after']
    await eventually('both outputs are shown', async () => Promise.resolve(shown.every((text) => output().includes(text))))
    child.kill('SIGINT')
    await eventually('nothing is left', async () => (await project.pids()).length === 0)
  })

  test('both roles killed in the same instant: the command raises them, and the program was not touched', async () => {
    const port = await freePort()
    const project = await makeProject({}, { env: { PORT: String(port) } })
    project.background('run', '--', 'node', server)
    const first = await project.when('server', 'is up', ({ state }) => state === 'up')
    const { restarter, watchdog } = (await project.status()).supervision
    for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGKILL')
    await eventually('supervision is whole', async () => {
      const now = (await project.status()).supervision
      return now.restarter !== null && now.watchdog !== null && now.restarter.pid !== restarter?.pid
    })
    expect(await project.process('server')).toMatchObject({ pid: first.pid, crashes: 0 })
  })

  test('a second run in the same folder follows the first, and a different command is refused', async () => {
    const project = await makeProject({}, { env: { PORT: String(await freePort()) } })
    project.background('run', '--', 'node', server)
    await project.when('server', 'is up', ({ state }) => state === 'up')
    const refused = await project.crashOnly('run', '--', 'node', 'other.js')
    expect(refused).toMatchObject({ code: 111, stderr: expect.stringContaining('runs server already') as string })
    const { output } = project.background('run')
    await eventually('it follows', async () => Promise.resolve(output().includes('following it')))
  })
})
