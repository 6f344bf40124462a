import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs } from '../helpers/supervised-project.ts'

const beatsByItself = ['sh', join(programs, 'beats-by-itself.sh')]
const fifty = Array.from({ length: 50 }, (_, index) => `worker-${index + 1}`)
const deadline = { timeout: 120_000 }

describe('many at once', () => {
  test('fifty processes, all killed in one instant: each is back, once, and accounted for; stop leaves nothing', deadline, async () => {
    const project = await makeProject({ 'crash-only.json': configOf(Object.fromEntries(fifty.map((name) => [name, beatsByItself]))) })
    expect((await project.crashOnly('start')).code).toBe(0)
    const before = (await project.status()).processes
    expect(before.map(({ state }) => state)).toEqual(fifty.map(() => 'up'))
    for (const { pid } of before) process.kill(pid ?? 0, 'SIGKILL')
    await eventually('all are up again', async () => {
      const { processes } = await project.status()
      return processes.every(({ state, restarts }) => state === 'up' && restarts === 1)
    }, 60_000)
    const { processes } = await project.status()
    expect(processes.map(({ name, crashes }) => [name, crashes])).toEqual(fifty.map((name) => [name, 1]))
    const events = await project.events()
    for (const event of ['spawned', 'exited'] as const) {
      const of = events.filter((one) => one.event === event).map(({ name, incarnation }) => `${name ?? ''}.${incarnation ?? 0}`)
      expect(new Set(of).size).toBe(of.length) // nothing twice
      expect(of.length).toBe(event === 'spawned' ? 100 : 50)
    }
    expect(events.filter(({ event }) => event === 'flagged')).toEqual([]) // so many starts at once make nobody look hung
    expect((await project.crashOnly('stop')).code).toBe(0)
    expect(await project.pids()).toEqual([])
  })

  test('two editors and a terminal that start it in one instant: one pair, one program, and all three see it', deadline, async () => {
    const port = await freePort()
    const config = configOf({ web: ['node', join(programs, 'server.mjs')] })
    const project = await makeProject({ 'crash-only.json': config }, { env: { PORT: String(port) } })
    const terminal = project.background('run')
    const editors = [project.background('start'), project.background('start')]
    const codes = editors.map(async ({ child }) => new Promise<number | null>((resolve) => { child.once('exit', resolve) }))
    expect(await Promise.all(codes)).toEqual([0, 0])
    await eventually('the terminal sees it', async () => Promise.resolve(terminal.output().includes('web: up')))
    expect(Number(await answerOf(port))).toBe((await project.process('web')).pid)
    const events = await project.events()
    expect(events.filter(({ event }) => event === 'spawned')).toHaveLength(1)
    expect(events.filter(({ event, role }) => event === 'role-up' && role === 'restarter')).toHaveLength(1)
    // An editor that is closed, or a terminal that is killed, takes nothing with it.
    terminal.child.kill('SIGKILL')
    expect(Number(await answerOf(port))).toBe((await project.process('web')).pid)
  })
})
