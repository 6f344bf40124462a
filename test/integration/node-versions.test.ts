import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { freePort } from '../helpers/free-port.ts'
import { findNode } from '../helpers/node-versions.ts'
import { configOf, makeProject, programs } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')

describe('our programs and the user\'s on one Node', () => {
  test.each(['20.19.6', '22.23.3', '26.9.0'])('Node %s', { timeout: 180_000 }, async (version) => {
    await checkCrashes(await findNode(version), await findNode(version))
  })
})

describe('the user\'s program on an older Node', () => {
  test.each(['18.20.8'])('Node %s', { timeout: 180_000 }, async (version) => {
    await checkCrashes(process.execPath, await findNode(version))
  })
})

async function checkCrashes(ourNode: string, theirNode: string): Promise<void> {
  const port = await freePort()
  const env = { PORT: String(port), PATH: `${dirname(theirNode)}:${process.env['PATH'] ?? ''}` }
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) }, { env, node: ourNode })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  for (const how of ['kill', 'throw', 'hang', 'freeze', 'abort']) {
    expect(await project.crashOnly('crash-now', '--how', how), how).toMatchObject({ code: 0 })
    expect(await answerOf(port), how).toBeDefined()
  }
  expect(await project.process('web')).toMatchObject({ state: 'up', crashes: 5, hangs: 2, restarts: 5 })
}
