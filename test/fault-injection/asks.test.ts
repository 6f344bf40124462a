import { randomUUID } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

// The table "killed at any instant": an ask may be lost, come twice, or come late.
test('an ask as a file restarts the incarnation that it names; twice or late it is done already, and harms no successor', async () => {
  const project = await serve()
  const { pid } = await project.process('web')
  await Promise.all([askByFile(project, 1), askByFile(project, 1)])
  const second = await project.when('web', 'is the second', (now) => now.state === 'up' && now.incarnation === 2)
  expect(second.pid).not.toBe(pid)
  await askByFile(project, 1)
  await eventually('the late ask was taken', async () => (await project.asks()).length === 0)
  // What comes after it in the same queue is done, so it is done, too.
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  expect(await project.process('web')).toMatchObject({ pid: second.pid, incarnation: 2, crashes: 0, restarts: 1 })
})

test('an ask while there is no restarter is carried out by the next one', async () => {
  const project = await serve()
  const { restarter } = (await project.status()).supervision
  process.kill(restarter?.pid ?? 0, 'SIGKILL')
  await askByFile(project, 1)
  await project.when('web', 'is the second', (now) => now.state === 'up' && now.incarnation === 2)
})

test('what is no ask is removed, and nothing comes of it', async () => {
  const project = await serve()
  for (const [name, text] of [['a.json', '{'], ['b.json', '[]'], ['c.json', '{"id":"1","do":"reboot"}'], ['d', '']] as const) {
    await writeFile(join(project.paths.asks, name), text)
  }
  await eventually('they are gone', async () => (await project.asks()).length === 0)
  expect(await project.process('web')).toMatchObject({ state: 'up', incarnation: 1 })
})

async function serve(): Promise<SupervisedProject> {
  const config = configOf({ web: ['node', join(programs, 'server.mjs')] })
  const project = await makeProject({ 'crash-only.json': config }, { env: { PORT: String(await freePort()) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  return project
}

async function askByFile(project: SupervisedProject, incarnation: number): Promise<void> {
  const id = randomUUID()
  const path = join(project.paths.asks, `${id}.json`)
  await writeFile(`${path}.new`, JSON.stringify({ id, do: 'restart', name: 'web', incarnation, why: 'a test asks' }))
  await rename(`${path}.new`, path)
}
