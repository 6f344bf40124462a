import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')
const lateServer = `setTimeout(() => require('node:http').createServer().listen(0), 400)`

describe('processes that need each other', () => {
  test('what is needed is ready before what needs it starts, whatever their order in the file', async () => {
    const project = await start({
      web: { command: ['node', server], needs: ['api'] },
      api: { command: ['node', '-e', lateServer], needs: ['db'] },
      db: { command: ['node', '-e', lateServer] },
    })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    const order = (await project.events()).filter(({ event, name }) => name !== undefined && (event === 'spawned' || event === 'ready'))
    expect(order.map(({ event, name }) => `${event} ${name ?? ''}`)).toEqual([
      'spawned db', 'ready db', 'spawned api', 'ready api', 'spawned web', 'ready web',
    ])
  })

  test('when one that is needed crashes, only those restart that asked for it', async () => {
    const project = await start({
      db: { command: ['node', server] },
      web: { command: ['node', '-e', lateServer], needs: ['db'] },
      worker: { command: ['node', '-e', lateServer], needs: ['db'], restartWithNeeds: true },
    })
    for (const name of ['web', 'worker']) await project.when(name, 'is up', ({ state }) => state === 'up')
    const web = await project.process('web')
    await project.crashOnly('crash-now', 'db')
    await project.when('worker', 'was restarted', ({ restarts, state }) => restarts === 1 && state === 'up')
    expect(await project.process('web')).toMatchObject({ pid: web.pid, incarnation: 1 })
    expect((await project.process('worker')).crashes).toBe(0)
  })
})

describe('a crash loop', () => {
  test('restart, then without the caches: one that a bad cache killed comes up', async () => {
    const dies = `if (require('node:fs').existsSync('var/cache/bad')) process.exit(4); setInterval(() => {}, 1000)`
    const project = await start({ web: { command: ['node', '-e', dies] } }, { 'var/cache/bad': '', 'var/data': 'kept' }, { caches: ['var/cache'] })
    await project.when('web', 'is up', ({ state }) => state === 'up')
    const told = (await project.events()).filter(({ event }) => event === 'flagged' || event === 'escalated' || event === 'verified')
    expect(told.map(({ event, why }) => `${event} ${why ?? ''}`).slice(0, 2)).toEqual(['flagged 3 deaths in a row: exit code 4', 'escalated clear-caches'])
    await eventually('it is verified, and the flag is gone', async () => (await project.events()).some(({ event }) => event === 'verified'))
    expect((await project.crashOnly('status')).stdout).not.toContain('given up')
  })

  test('what nothing helps is given up with a flag, is tried for ever, and starts at once when a file is saved', async () => {
    const project = await start({ web: { command: ['node', 'app.js'] } }, { 'app.js': 'process.exit(7)' })
    await eventually('it is given up', async () => (await project.events()).some(({ event, why }) => event === 'escalated' && why === 'give-up'), 60_000)
    const { incarnation } = await project.process('web')
    await project.when('web', 'is tried again', (now) => now.incarnation > incarnation)
    await writeFile(join(project.folder, 'app.js'), 'setInterval(() => {}, 1000)')
    await project.when('web', 'is up', ({ state }) => state === 'up')
  })
})

describe('a configuration that is edited while it runs', () => {
  test('only what changed restarts; what is new starts, what is gone stops; a broken one changes nothing', async () => {
    const web = { command: ['node', server] }
    const project = await start({ web, worker: { command: ['node', '-e', lateServer] } })
    for (const name of ['web', 'worker']) await project.when(name, 'is up', ({ state }) => state === 'up')
    const before = await project.process('web')
    await save(project, '{ "processes": ')
    await eventually('it is refused', async () => (await project.events()).some(({ why }) => why?.includes('is refused') === true))
    await save(project, JSON.stringify({ processes: { web, other: { command: ['node', '-e', lateServer] } } }))
    await project.when('other', 'is up', ({ state }) => state === 'up')
    await eventually('worker is gone', async () => (await project.status()).processes.every(({ name }) => name !== 'worker'))
    expect(await project.process('web')).toMatchObject({ pid: before.pid, incarnation: 1 })
    await save(project, JSON.stringify({ processes: { web: { ...web, env: { A: '1' } }, other: { command: ['node', '-e', lateServer] } } }))
    await project.when('web', 'was restarted', ({ restarts, state }) => restarts === 1 && state === 'up')
    expect((await project.process('web')).crashes).toBe(0)
  })
})

describe('limits', () => {
  test('one that is older than its maxAgeMs is restarted, and that is no crash', async () => {
    const project = await start({ web: { command: ['node', '-e', lateServer], maxAgeMs: 2_000 } })
    const second = await project.when('web', 'is the second', ({ restarts, state }) => restarts === 1 && state === 'up')
    expect(second).toMatchObject({ crashes: 0, restarts: 1 })
  })

  test('while it is paused nobody judges it, and afterwards somebody does', async () => {
    const project = await start({ web: { command: ['node', server], heartbeat: { staleAfterMs: 500 } } })
    const { pid } = await project.when('web', 'is up', ({ state }) => state === 'up')
    expect(await project.crashOnly('pause', 'web', '--for', '3s')).toMatchObject({ code: 0 })
    process.kill(pid ?? 0, 'SIGSTOP')
    await project.when('web', 'shows it', ({ state }) => state === 'paused')
    await eventually('the pause is over', async () => (await project.events()).some(({ event }) => event === 'resumed'))
    expect((await project.events()).filter(({ event }) => event === 'flagged')).toEqual([])
    await project.when('web', 'hung, and is back', (now) => now.hangs === 1 && now.state === 'up')
  })
})

async function start(
  processes: Readonly<Record<string, object>>, files: Readonly<Record<string, string>> = {}, more: object = {},
): Promise<SupervisedProject> {
  const config = JSON.stringify({ processes, ...more })
  const project = await makeProject({ ...files, 'crash-only.json': config }, { env: { PORT: String(await freePort()) } })
  await project.crashOnly('start')
  return project
}

async function save(project: SupervisedProject, text: string): Promise<void> {
  const path = join(project.folder, 'crash-only.json')
  await writeFile(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
}
