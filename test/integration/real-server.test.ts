import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const jsonServer = join(createRequire(import.meta.url).resolve('json-server/package.json'), '../lib/cli/bin.js')
const data = JSON.stringify({ posts: [{ id: 1, title: 'still here' }] })

describe('json-server from npm, unmodified', () => {
  test.each(['kill', 'throw', 'hang', 'freeze', 'abort'])('serves again after %s', async (how) => {
    const { project, port } = await serve()
    const before = await project.process('api')
    const crashed = await project.crashOnly('crash-now', 'api', '--how', how)
    expect(crashed).toMatchObject({ code: 0, stdout: expect.stringMatching(/back, .* after the command/u) as string })
    expect(await answerOf(port, '/posts/1')).toContain('still here')
    const after = await project.process('api')
    const isHang = how === 'hang' || how === 'freeze'
    expect(after).toMatchObject({ state: 'up', crashes: 1, hangs: isHang ? 1 : 0, restarts: 1 })
    expect(after.pid).not.toBe(before.pid)
    expect(after.recovery.lastMs).toBeGreaterThan(0)
  })

  test('serves again after running out of memory, and the journal says that it aborted', async () => {
    const { project, port } = await serve({ NODE_OPTIONS: '--max-old-space-size=100' })
    await project.crashOnly('crash-now', '--how', 'oom')
    expect(await answerOf(port, '/posts/1')).toContain('still here')
    const { lastCrash } = await project.process('api')
    expect(lastCrash?.reason).toMatch(/out of memory/u)
    expect(await readFile(join(project.paths.logs, 'api.log'), 'utf8')).toContain('heap out of memory')
  })

  test('an exception that nobody catches is told with its message', async () => {
    const { project } = await serve()
    await project.crashOnly('crash-now', '--how', 'throw')
    expect((await project.process('api')).lastCrash).toMatchObject({
      kind: 'crash', exitCode: 1, reason: 'Error: Crash Now: an exception that nobody catches',
    })
  })
})

async function serve(env: NodeJS.ProcessEnv = {}): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const command = ['node', jsonServer, '--quiet', '--host', '127.0.0.1', '--port', String(port), 'db.json']
  const project = await makeProject({ 'db.json': data, 'crash-only.json': configOf({ api: command }) }, { env })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0, stdout: expect.stringContaining('api is up') as string })
  await eventually('it serves', async () => (await answerOf(port, '/posts/1'))?.includes('still here'))
  return { project, port }
}
