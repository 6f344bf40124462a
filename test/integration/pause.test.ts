import { expect, test } from 'vitest'

import { readHistory } from '../../extension/supervision/src/state/read-history.ts'
import { eventually } from '../helpers/eventually.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const files = { 'web.js': 'setInterval(() => {}, 1000)', 'crash-only.json': configOf({ web: 'node web.js', other: 'sleep 1000' }) }

test('a pause that is renewed again and again is one pause, and its end is told once', async () => {
  const project = await startedProject()
  for (const duration of ['3s', '3s', '3s']) await project.crashOnly('pause', 'web', '--for', duration)
  await eventually('the pause is over', async () => (await pauses(project)).includes('resumed'))
  expect(await pauses(project)).toEqual(['paused', 'resumed'])
  expect(await project.process('web')).toMatchObject({ state: 'up' })
})

test('the end of a pause is told also when the restarter that began it is dead', async () => {
  const project = await startedProject()
  await project.crashOnly('pause', 'web', '--for', '6s')
  const { supervision: { restarter } } = await project.status()
  process.kill(restarter?.pid ?? 0, 'SIGKILL')
  await eventually('another restarter is there', async () => {
    const { supervision } = await project.status()
    return supervision.restarter !== null && supervision.restarter.pid !== restarter?.pid
  })
  await eventually('the pause is over', async () => (await pauses(project)).includes('resumed'))
  expect(await pauses(project)).toEqual(['paused', 'resumed'])
})

test('the end of a pause does not call a program up that was stopped meanwhile', async () => {
  const project = await startedProject()
  await project.crashOnly('pause', 'web', '--for', '10m')
  await project.when('web', 'is paused', ({ state }) => state === 'paused')
  await project.crashOnly('stop', 'web')
  expect(await project.crashOnly('pause', 'web', '--for', '0')).toMatchObject({ code: 0 })
  expect(await pauses(project)).toEqual(['paused', 'resumed'])
  const { processes } = await readHistory(project.paths.events)
  expect(processes.get('web')).toMatchObject({ state: 'stopped' })
})

async function startedProject(): Promise<SupervisedProject> {
  const project = await makeProject(files)
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  await project.when('web', 'is up', ({ state }) => state === 'up')
  return project
}

async function pauses(project: SupervisedProject): Promise<string[]> {
  return (await project.events()).map(({ event }) => event).filter((event) => event === 'paused' || event === 'resumed')
}
