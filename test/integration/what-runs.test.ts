import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')
const idle = 'setInterval(() => {}, 1000)'

describe('what is run', () => {
  test('crash-only.json before Procfile before package.json', async () => {
    const files = {
      'crash-only.json': configOf({ fromConfig: 'node idle.js' }), Procfile: 'fromProcfile: node idle.js',
      'package.json': '{"scripts":{"start":"node idle.js"}}', 'idle.js': idle,
    }
    const project = await makeProject(files)
    await project.crashOnly('start')
    expect((await project.status()).processes.map(({ name }) => name)).toEqual(['fromConfig'])
  })

  test('a Procfile, with comments and several processes that are independent of each other', async () => {
    const project = await makeProject({ Procfile: '# all\nweb: node idle.js\n\nworker: node idle.js\n', 'idle.js': idle })
    await project.crashOnly('start')
    const [web, worker] = (await project.status()).processes
    process.kill(web?.pid ?? 0, 'SIGKILL')
    await project.when('web', 'is back', ({ state, restarts }) => state === 'up' && restarts === 1)
    expect(await project.process('worker')).toMatchObject({ pid: worker?.pid, restarts: 0, crashes: 0 })
  })

  test('the start script of package.json, without npm in between', async () => {
    const project = await makeProject({ 'package.json': '{"scripts":{"dev":"no","start":"node idle.js"}}', 'idle.js': idle })
    await project.crashOnly('start')
    const { pid } = await project.process('project')
    expect(await commandLineOf(pid)).toMatch(/^node\0idle\.js/u)
  })

  test('a program in the folder\'s node_modules/.bin', async () => {
    const files = { 'node_modules/.bin/tool': '#!/bin/sh\nexec sleep 1000\n', Procfile: 'web: tool' }
    const project = await makeProject(files)
    await chmod(join(project.folder, 'node_modules/.bin/tool'), 0o755)
    expect(await project.crashOnly('start')).toMatchObject({ code: 0, stdout: expect.stringContaining('web is up') as string })
  })

  test('a program in another language beats by touching the file that it is told; without a beat it hangs', async () => {
    const beats = join(programs, 'beats-by-itself.sh')
    const project = await makeProject({ 'crash-only.json': configOf({ other: ['sh', beats] }) })
    await project.crashOnly('start')
    await project.when('other', 'beats', ({ heartbeat }) => heartbeat !== null)
    await writeFile(join(project.folder, 'stop'), '')
    await project.when('other', 'is found hanging', ({ hangs }) => hangs === 1)
    await rm(join(project.folder, 'stop'))
    await project.when('other', 'is up', ({ state }) => state === 'up')
  })

  test('a command that the shell must read: a change of folder and a variable', async () => {
    const port = await freePort()
    const project = await makeProject({ Procfile: `web: cd / && PORT=${port} node ${server}` })
    await project.crashOnly('start')
    const pid = Number(await answerOf(port))
    process.kill(pid, 'SIGKILL')
    await eventually('it serves again', async () => {
      const now = await answerOf(port)
      return now !== undefined && Number(now) !== pid
    })
  })

  test('stop of one process leaves the other; start brings it back; restart reads the configuration again', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ a: 'node idle.js', b: 'node idle.js' }), 'idle.js': idle })
    await project.crashOnly('start')
    const b = await project.process('b')
    expect(await project.crashOnly('stop', 'a')).toMatchObject({ code: 0 })
    expect(await project.process('a')).toMatchObject({ state: 'stopped', pid: null, crashes: 0 })
    expect(await project.process('b')).toMatchObject({ pid: b.pid })
    await project.crashOnly('start')
    await project.when('a', 'is up', ({ state }) => state === 'up')
    await writeFile(join(project.folder, 'crash-only.json'), configOf({ b: 'node idle.js', c: 'node idle.js' }))
    expect(await project.crashOnly('restart')).toMatchObject({ code: 0 })
    await project.when('c', 'is up', ({ state }) => state === 'up')
    const after = await project.when('b', 'is up', ({ state }) => state === 'up')
    expect(after).toMatchObject({ crashes: 0, restarts: 1 })
    expect((await project.status()).processes.map(({ name }) => name)).toEqual(['b', 'c'])
  })

  test('what stop NAME stopped stays down when the restarter is killed, and restart NAME ends that', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ a: 'node idle.js', b: 'node idle.js' }), 'idle.js': idle })
    await project.crashOnly('start')
    await project.crashOnly('stop', 'a')
    await replaceRestarter(project)
    expect(await project.process('a')).toMatchObject({ state: 'stopped', pid: null })
    await project.crashOnly('restart', 'a')
    const { pid } = await project.when('a', 'is up', ({ state }) => state === 'up')
    await replaceRestarter(project)
    expect(await project.process('a')).toMatchObject({ pid, state: 'up' })
  })

  test('a NODE_OPTIONS of the user\'s own stays, also with our preload in a folder with a space', async () => {
    const project = await makeProject(
      { 'crash-only.json': configOf({ web: 'node idle.js' }), 'idle.js': `console.log(process.execArgv, process.env.NODE_OPTIONS);${idle}` },
      { env: { NODE_OPTIONS: '--stack-trace-limit=7' } },
    )
    project.env['XDG_STATE_HOME'] = join(project.folder, 'with a space')
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    expect((await project.crashOnly('logs', 'web')).stdout).toMatch(/--require ".*with a space.*heartbeat\.cjs" --stack-trace-limit=7/u)
  })
})

async function replaceRestarter(project: SupervisedProject): Promise<void> {
  const { restarter } = (await project.status()).supervision
  process.kill(restarter?.pid ?? 0, 'SIGKILL')
  await eventually('another restarter has taken stock', async () => {
    const { restarter: now, watchdog } = (await project.status()).supervision
    return now !== null && watchdog !== null && now.pid !== restarter?.pid
  })
}

async function commandLineOf(pid: number | null): Promise<string> {
  return readFile(`/proc/${pid ?? 0}/cmdline`, 'utf8')
}
