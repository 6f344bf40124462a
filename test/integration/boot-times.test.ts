import { rm } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { configOf, makeProject } from '../helpers/supervised-project.ts'

const busyFor = (ms: number): string => `const end = performance.now() + ${ms}; while (performance.now() < end);`
const files = {
  'crash-only.json': configOf({ web: ['node', 'server.js'], other: 'sleep 1000' }),
  'server.js': `require('slow'); require('./own.js'); require('node:http').createServer().listen(0)`,
  'own.js': busyFor(60),
  'node_modules/slow/package.json': '{"name":"slow","main":"index.js"}',
  'node_modules/slow/index.js': `require('./more.js'); ${busyFor(60)}`,
  'node_modules/slow/more.js': busyFor(60),
}

test('status --boot tells how each started, and which packages and own files took the time', async () => {
  const project = await makeProject(files)
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const text = await eventually('what it loads is noted', async () => {
    const { stdout } = await project.crashOnly('status', '--boot')
    return stdout.includes('slowest of') && stdout
  })
  expect(text).toMatch(/^web: started cold, and was up after \d+ ms$/mu)
  expect(text).toMatch(/^ {4}slow +\d+\.\d ms +\d+ % +2 modules$\n^ {4}own\.js +\d+\.\d ms +\d+ % +1 module$/mu)
  expect(text).toMatch(/^other: started cold, and was up after .*\n {2}last boot: .*\n {2}what it loads is not known/mu)

  await project.when('web', 'has a spare', ({ spare }) => spare !== null)
  await project.crashOnly('crash-now', 'web')
  const { boot, incarnation } = await project.when('web', 'is up again', (now) => now.state === 'up' && now.boot.recent.length === 2)
  expect(boot.recent.at(-1)).toMatchObject({ incarnation, startedAs: 'warm', ms: boot.lastMs })
  expect(boot.recent[0]).toMatchObject({ incarnation: 1, startedAs: 'cold' })
  expect(boot.lastColdMs).toBeGreaterThan(180)
  expect((await project.crashOnly('status', '--boot')).stdout).toMatch(/^web: started from a warm spare, and was up after .*\n {2}last \d+ boots: .* warm$/mu)
  expect(JSON.parse((await project.crashOnly('status', '--boot', '--json')).stdout)).toMatchObject({
    version: 1, processes: [{ name: 'web', boot: { startedAs: 'warm', slowest: [{ what: 'slow', modules: 2 }, { what: 'own.js' }, { what: 'server.js' }] } }, { name: 'other' }],
  })
  await rm(project.paths.learned, { recursive: true })
  expect((await project.crashOnly('status', '--boot')).stdout).toMatch(/^web: started from a warm spare/mu)
})

test('status --boot before the first start', async () => {
  const project = await makeProject(files)
  expect(await project.crashOnly('status', '--boot')).toMatchObject({ code: 0, stdout: `${project.folder}: nothing was started here yet (crash-only start)\n` })
})
