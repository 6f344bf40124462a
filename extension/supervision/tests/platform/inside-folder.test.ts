import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { realPathInside, removeInside } from '../../src/platform/inside-folder.ts'

test('what is inside is deleted with all that is in it, and a link in it is not followed', async () => {
  const { folder, outside } = await makeFolders()
  await symlink(outside, join(folder, 'var/cache/link'))
  expect(await removeInside(folder, join(folder, 'var/cache'))).toBe(true)
  expect(await readdir(join(folder, 'var'))).toEqual([])
  expect(await readdir(join(outside, 'cache'))).toEqual(['precious'])
})

test('a folder that became a link to elsewhere since the configuration was read is not deleted', async () => {
  const { folder, outside } = await makeFolders()
  const cache = await realPathInside(folder, 'var/cache') ?? ''
  await rename(join(folder, 'var'), join(folder, 'old'))
  await symlink(outside, join(folder, 'var'))
  expect(await removeInside(folder, cache)).toBe(false)
  expect(await readdir(join(outside, 'cache'))).toEqual(['precious'])
})

test.each(['.', '..', '../outside', 'var/../..', '/', '/tmp'])('%s is not inside', async (path) => {
  expect(await realPathInside((await makeFolders()).folder, path)).toBeUndefined()
})

test('what is not there yet is inside, and deleting it is done', async () => {
  const { folder } = await makeFolders()
  expect(await realPathInside(folder, '..a/new')).toBe(join(folder, '..a/new'))
  expect(await removeInside(folder, join(folder, 'not/there'))).toBe(true)
})

async function makeFolders(): Promise<{ folder: string; outside: string }> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'co-inside-')))
  onTestFinished(async () => { await rm(home, { recursive: true, force: true }) })
  const [folder, outside] = [join(home, 'project'), join(home, 'outside')]
  await mkdir(join(folder, 'var/cache'), { recursive: true })
  await mkdir(join(outside, 'cache'), { recursive: true })
  await writeFile(join(outside, 'cache/precious'), '')
  return { folder, outside }
}
