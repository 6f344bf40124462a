import { mkdir, realpath, rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { runCommandLine } from '../src/command-line/run-command-line.ts'
import { askRestarter } from '../src/project/ask-restarter.ts'
import { isGone, realFolder } from '../src/project/real-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('a folder that was deleted', () => {
  test('is told from a command that is not there', async () => {
    const folder = join(await temporaryFolder(), 'gone')
    const outcome = await runCommandLine({ program: 'crash-only.js', args: ['status'], folder })
    expect(outcome).toEqual({ kind: 'folder-gone', line: `the folder ${folder} is gone` })
    await mkdir(folder)
    expect((await runCommandLine({ program: 'crash-only.js', args: ['status'], folder })).kind).toBe('broken')
  })

  test('has the real path that it had', async () => {
    const home = await realpath(await temporaryFolder())
    await mkdir(join(home, 'real', 'project'), { recursive: true })
    await symlink(join(home, 'real'), join(home, 'link'))
    const before = await realFolder(join(home, 'link', 'project'))
    await rm(join(home, 'real', 'project'), { recursive: true })
    expect(await realFolder(join(home, 'link', 'project'))).toBe(before)
    expect(await isGone(join(home, 'link', 'project'))).toBe(true)
    expect(await isGone(home)).toBe(false)
  })
})

describe('the restarter, asked itself', () => {
  test('answers', async () => {
    const { socketPath, asked } = await serve((text) => `${text}\n`)
    await expect(askRestarter(socketPath, { do: 'stop', why: 'test' })).resolves.toMatchObject({ do: 'stop' })
    expect(asked).toHaveLength(1)
  })

  test.each([['nonsense', 'nonsense\n'], ['nothing, and ends', '']])('says %s: that is no answer', async (_what, reply) => {
    const { socketPath } = await serve(() => reply)
    expect(await askRestarter(socketPath, { do: 'stop', why: 'test' })).toBeUndefined()
  })

  test('is not there', async () => {
    expect(await askRestarter(join(await temporaryFolder(), 'control.sock'), { do: 'stop', why: 'test' })).toBeUndefined()
  })
})

async function serve(reply: (text: string) => string): Promise<{ readonly socketPath: string; readonly asked: string[] }> {
  const socketPath = join(await temporaryFolder(), 'control.sock')
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('data', (chunk) => {
      asked.push(String(chunk))
      socket.end(reply(String(chunk).trim()))
    })
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  onTestFinished(() => { server.close() })
  return { socketPath, asked }
}
