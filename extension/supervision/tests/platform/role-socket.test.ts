import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { connectToRole } from '../../src/platform/connect-to-role.ts'

const claimant = join(import.meta.dirname, 'claim-role-process.ts')

test('of twenty that try at once exactly one owns the role', async () => {
  const directory = await makeDirectory()
  const results = await Promise.all(Array.from({ length: 20 }, async () => (await claim(directory)).result))
  expect(results.filter((result) => result === 'owner')).toHaveLength(1)
})

test('after kill -9 of the owner exactly one of twenty takes over, again and again', { timeout: 120_000 }, async () => {
  const directory = await makeDirectory()
  let owner = await claim(directory)
  for (let round = 0; round < 4; round += 1) {
    owner.child.kill('SIGKILL')
    await once(owner.child, 'exit')
    const claims = await Promise.all(Array.from({ length: 20 }, async () => claim(directory)))
    const owners = claims.filter(({ result }) => result === 'owner')
    expect(owners).toHaveLength(1)
    owner = owners[0] ?? owner
  }
})

test('the socket is private, and old ones do not pile up', { timeout: 120_000 }, async () => {
  const directory = await makeDirectory()
  for (let round = 0; round < 20; round += 1) {
    const { child, result } = await claim(directory)
    expect(result).toBe('owner')
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const names = await readdir(directory)
  expect(names.length).toBeLessThanOrEqual(18)
  expect((await stat(join(directory, 'control.sock'))).mode & 0o077).toBe(0)
  expect(await connectToRole(directory)).toBeUndefined()
})

async function claim(directory: string): Promise<{ child: ChildProcess; result: string }> {
  const child = spawn(process.execPath, [claimant, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => { child.kill('SIGKILL') })
  const [data] = await once(child.stdout, 'data') as [Buffer]
  return { child, result: data.toString().trim() }
}

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'co-role-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  return directory
}
