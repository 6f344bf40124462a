import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { eventually } from '../helpers/eventually.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const fixYourInput = 100
const refusal = /^crash-only: another version of crash-only supervises [^\n]+ \(use that one, or stop it there first; [^\n]+\)\n$/u

describe('a newer version supervises the project', () => {
  test.each(['start', 'stop', 'restart', 'status', 'apply', 'run'])('crash-only %s says so in one line, and leaves what it wrote as it is', async (command) => {
    const project = await makeIdle()
    const written = JSON.stringify({ v: 2, wish: 'run', programs: {} })
    await writeDurably(project.paths.project, written)
    expect(await project.crashOnly(command)).toMatchObject({ code: fixYourInput, stdout: '', stderr: expect.stringMatching(refusal) as string })
    expect(await readFile(project.paths.project, 'utf8')).toBe(written)
  })

  test.each([
    ['says its version', { ok: true, version: 2, restarterPid: process.pid, watchdogPid: process.pid, processes: [] }],
    ['does not understand what is asked', { ok: false, error: 'not a request of version 2' }],
  ])('one of which only the socket is known, and that %s, is not taken for ours', async (_how, answer) => {
    const project = await makeIdle()
    const server = createServer((socket) => { socket.on('data', () => socket.write(`${JSON.stringify({ id: null, ...answer })}\n`)) })
    onTestFinished(() => { server.close() })
    await new Promise<void>((resolve) => { server.listen(join(project.paths.runtime, 'control.sock'), resolve) })
    expect(await project.crashOnly('start')).toMatchObject({ code: fixYourInput, stderr: expect.stringMatching(refusal) as string })
    await expect(readFile(project.paths.project)).rejects.toThrow('ENOENT')
  })

  test('what is left of one that has ended is in nobody\'s way', async () => {
    const project = await makeIdle()
    await writeDurably(project.paths.project, JSON.stringify({ v: 2, wish: 'ended' }))
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    expect(await project.process('web')).toMatchObject({ state: 'up' })
  })
})

test('what an older version wrote, without the keys that came later, is adopted: the program runs on, and can be stopped', async () => {
  const project = await makeIdle()
  await project.crashOnly('start')
  const { supervision: { restarter }, processes: [before] } = await project.status()
  process.kill(restarter?.pid ?? 0, 'SIGSTOP')
  const { processes, ...older } = JSON.parse(await readFile(project.paths.project, 'utf8')) as { readonly processes: readonly object[] }
  const withoutLater = processes.map((spec) => ({ ...spec, spare: undefined, twinOf: undefined, hold: undefined, restartWithNeeds: undefined }))
  await writeDurably(project.paths.project, JSON.stringify({ ...older, processes: withoutLater }))
  process.kill(restarter?.pid ?? 0, 'SIGKILL')
  const { processes: [after] } = await eventually('another restarter has it', async () => {
    const status = await project.status()
    const pid = status.supervision.restarter?.pid
    return pid !== undefined && pid !== restarter?.pid && status
  })
  expect(after).toMatchObject({ state: 'up', pid: before?.pid, crashes: 0, restarts: 0 })
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(await project.pids()).toEqual([])
})

async function makeIdle(): Promise<SupervisedProject> {
  const project = await makeProject({ 'crash-only.json': configOf({ web: 'node idle.js' }), 'idle.js': 'setInterval(() => {}, 1000)' })
  await mkdir(project.paths.runtime, { recursive: true, mode: 0o700 })
  return project
}
