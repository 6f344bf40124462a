import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { askServer } from '../helpers/ask-server.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

describe('a listening socket is held while nobody serves it', () => {
  test('a request at the very instant of the death is answered by the next incarnation, already at the first death', async () => {
    const { project, port } = await start('server.mjs')
    for (const round of [1, 2, 3]) {
      const { pid } = await project.when('web', `is up, round ${round}`, ({ state, restarts }) => state === 'up' && restarts === round - 1)
      process.kill(pid ?? 0, 'SIGKILL')
      expect(await askServer('http', port)).not.toBe(String(pid))
    }
  })

  test('both roles die one after the other, then the program: the socket was with whoever lived', async () => {
    const { project, port } = await start('server.mjs')
    for (const role of ['restarter', 'watchdog', 'restarter'] as const) {
      const before = (await project.status()).supervision[role]?.pid ?? 0
      process.kill(before, 'SIGKILL')
      await eventually(`another ${role}`, async () => {
        const now = (await project.status()).supervision
        return now.restarter !== null && now.watchdog !== null && now[role]?.pid !== before
      })
    }
    const { pid } = await project.process('web')
    process.kill(pid ?? 0, 'SIGKILL')
    expect(await askServer('http', port)).not.toBe(String(pid))
  })

  test('after stop nobody listens', async () => {
    const { project, port } = await start('server.mjs')
    await project.crashOnly('stop', 'web')
    expect(await answerOf(port)).toBeUndefined()
    await project.crashOnly('start')
    await eventually('it answers again', async () => answerOf(port))
  })
})

describe('the program is free to do with its port what it likes', () => {
  test('it closes its server and listens again, also when it was handed the socket', async () => {
    const { project, port } = await start('serves-again.mjs')
    const { pid } = await project.process('web')
    process.kill(pid ?? 0, 'SIGKILL')
    for (const count of [2, 3, 4, 5]) {
      await eventually(`it closes, time ${count}`, async () => answerOf(port, '/again'))
      await eventually(`it listens again, time ${count}`, async () => (await answerOf(port))?.endsWith(` ${count}`))
    }
    expect((await project.process('web')).crashes).toBe(1)
  })

  test('it closes its server for good: connections are refused, not kept waiting by us', async () => {
    const { project, port } = await start('serves-again.mjs')
    const { pid } = await project.process('web')
    process.kill(pid ?? 0, 'SIGKILL')
    await eventually('it closes', async () => answerOf(port, '/never-again'))
    await eventually('it is refused', async () => (await answerOf(port)) === undefined)
    expect(await project.process('web')).toMatchObject({ crashes: 1 })
  })

  test('it sees no channel that it would not have without us', async () => {
    const text = 'console.log(typeof process.send, process.env.NODE_CHANNEL_FD, process.env.CRASH_ONLY_HAND_OVER)'
    const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', '-e', `${text}; setInterval(() => {}, 1000)`] }) })
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    await eventually('it printed', async () => (await project.crashOnly('logs')).stdout.includes('undefined undefined undefined'))
  })
})

async function start(program: string): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const config = configOf({ web: ['node', join(programs, program)] })
  const project = await makeProject({ 'crash-only.json': config }, { env: { PORT: String(port) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  await project.when('web', 'is up', ({ state }) => state === 'up')
  return { project, port }
}
