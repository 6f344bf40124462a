import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import type { HealthSpec, ProcessSpec } from '../../extension/supervision/src/state/project.ts'
import { startSpecs } from '../helpers/configure.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const server = join(programs, 'health.mjs')
const often = { everyMs: 100, timeoutMs: 500, failuresMax: 3 } as const

describe('a program that beats and does not do its work', () => {
  test('answers 503: it is flagged with what was asked and answered, and restarted', async () => {
    const { project, url } = await startServer()
    await turn(project, '503')
    await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
    expect(await flagged(project)).toEqual([`GET ${url}: 503`])
    await turn(project, '200')
    await eventually('it is verified', async () => (await project.events()).some(({ event }) => event === 'verified'))
    expect(await project.process('web')).toMatchObject({ state: 'up', crashes: 1, hangs: 0 })
  })

  test('does not answer in time: the same', async () => {
    const { project, url } = await startServer()
    await turn(project, 'never')
    await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
    expect(await flagged(project)).toEqual([`GET ${url}: no answer within 0.5 s`])
  })

  test('is not called up before its health check was answered', async () => {
    const { project } = await startServer({}, { healthz: '503' })
    await eventually('it was spawned', async () => (await project.events()).some(({ event, name }) => event === 'spawned' && name === 'web'))
    await eventually('it was asked for a while', async () => (await checkers(project)).length === 1 && (await aged(project)))
    expect((await project.process('web')).state).toBe('starting')
    await turn(project, '200')
    await project.when('web', 'is up', ({ state }) => state === 'up')
    expect((await project.events()).filter(({ event }) => event === 'flagged')).toEqual([])
  })

  test('a command that says no: its last line is the reason', async () => {
    const health = { kind: 'command', command: 'test ! -e broken || { echo "the queue is full"; exit 7; }', ...often } as const
    const project = await startSpecs({ web: { command: 'sleep 1000', health } })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    await writeFile(join(project.folder, 'broken'), '')
    await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
    expect(await flagged(project)).toEqual(['the check command exited with 7: the queue is full'])
  })

  test('a command that hangs with a child: found, and after stop nothing of it is left', async () => {
    const health = { kind: 'command', command: 'test ! -e broken || { setsid -f sleep 1000; sleep 1000; }', ...often, timeoutMs: 2_000 } as const
    const project = await startSpecs({ web: { command: 'sleep 1000', health } })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    await writeFile(join(project.folder, 'broken'), '')
    await eventually('a check hangs', async () => (await pidsWith(project, 'CRASH_ONLY_CHECK=')).length >= 2)
    await project.crashOnly('stop')
    expect(await project.pids()).toEqual([])
  })
})

describe('a program that leaks', () => {
  test('is restarted when its group has more than its limit, and that is said with both numbers', async () => {
    const leaks = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(4_000_000, 1)), 50)'
    const project = await startSpecs({ web: { command: ['node', '-e', leaks], maxMemoryMb: 200 } })
    await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
    expect((await flagged(project))[0]).toMatch(/^uses \d{3} MB, more than its limit of 200 MB$/u)
  })
})

describe('the checker itself', () => {
  for (const [title, signal] of [['dies', 'SIGKILL'], ['is stopped', 'SIGSTOP']] as const) {
    test(`${title}: another one finds what went wrong meanwhile`, async () => {
      const { project } = await startServer()
      const [checker = 0] = await checkers(project)
      process.kill(checker, signal)
      await turn(project, '503')
      await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
      expect(await checkers(project)).not.toContain(checker)
    })
  }

  test('is raised by the restarter after ours died, which knows that the program had answered', async () => {
    const { project } = await startServer()
    const { supervision } = await project.status()
    const [checker = 0] = await checkers(project)
    process.kill(supervision.restarter?.pid ?? 0, 'SIGKILL')
    await eventually('another checker', async () => (await checkers(project)).length === 1 && !(await checkers(project)).includes(checker))
    await turn(project, '503')
    await project.when('web', 'is the second', ({ restarts }) => restarts === 1)
    expect((await flagged(project)).length).toBe(1)
  })

  test('that was stopped when ours died is not left behind', async () => {
    const { project } = await startServer()
    const { supervision } = await project.status()
    const [checker = 0] = await checkers(project)
    process.kill(checker, 'SIGSTOP')
    process.kill(supervision.restarter?.pid ?? 0, 'SIGKILL')
    await eventually('only another one', async () => (await checkers(project)).length === 1 && !(await checkers(project)).includes(checker))
  })

  test('is not there when nothing is to be checked', async () => {
    const project = await startSpecs({ web: { command: 'sleep 1000' } })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    expect(await checkers(project)).toEqual([])
  })

  test('a program that is paused is not asked', async () => {
    const { project } = await startServer()
    await project.crashOnly('pause', 'web', '--for', '5m')
    await turn(project, '503')
    await eventually('nobody asks', async () => (await checkers(project)).length === 0)
    await project.crashOnly('pause', 'web', '--for', '0')
    await eventually('the pause is over, and it is found', async () => (await flagged(project)).length > 0)
    const told = (await project.events()).map(({ event }) => event)
    expect(told.indexOf('flagged')).toBeGreaterThan(told.indexOf('resumed'))
  })
})

async function startServer(more: Partial<ProcessSpec> = {}, files: Readonly<Record<string, string>> = {}) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/healthz`
  const health: HealthSpec = { kind: 'http', url, ...often }
  const project = await startSpecs({ web: { command: ['node', server], health, ...more } }, { files, env: { PORT: String(port) } })
  if (files['healthz'] === undefined) await project.when('web', 'is up', ({ state }) => state === 'up')
  return { project, url }
}

async function turn(project: SupervisedProject, health: string): Promise<void> {
  await writeFile(join(project.folder, 'healthz.new'), health)
  await rename(join(project.folder, 'healthz.new'), join(project.folder, 'healthz'))
}

async function flagged(project: SupervisedProject): Promise<string[]> {
  return (await project.events()).filter(({ event }) => event === 'flagged').map(({ why }) => why ?? '')
}

/** The present incarnation has lived long enough to be up, were there no health check. */
async function aged(project: SupervisedProject): Promise<boolean> {
  return (await project.process('web')).upMs > 2_000
}

async function checkers(project: SupervisedProject): Promise<number[]> {
  return pidsWith(project, 'checker.mjs', 'cmdline')
}

async function pidsWith(project: SupervisedProject, text: string, file = 'environ'): Promise<number[]> {
  const pids = await project.pids()
  const texts = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => texts[index]?.includes(text) === true)
}
