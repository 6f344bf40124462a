import { chown, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { directoriesOf, pathsIn, type ProjectPaths } from '../supervision/src/state/project-paths.ts'
import { findStranger } from '../src/project/strangers.ts'
import { temporaryFolder } from './temporary-folder.ts'

describe('whose the folders of a project are', () => {
  test('where none is there yet, and where all are ours, there is no stranger', async () => {
    const paths = await pathsInTemporary()
    expect(await findStranger(paths)).toBeUndefined()
    await makeAll(paths)
    expect(await findStranger(paths)).toBeUndefined()
  })

  test('a link or a file in the place of one was put there by somebody', async () => {
    const linked = await pathsInTemporary()
    await mkdir(join(linked.folder, 'elsewhere'))
    await mkdir(dirname(linked.runtime))
    await symlink(join(linked.folder, 'elsewhere'), linked.runtime)
    expect(await findStranger(linked)).toEqual({ kind: 'not-ours', path: linked.runtime })
    const file = await pathsInTemporary()
    await writeFile(dirname(file.state), '')
    expect(await findStranger(file)).toEqual({ kind: 'not-ours', path: dirname(file.state) })
  })

  test.skipIf(process.getuid?.() !== 0).each([
    ['the state folder of all projects', (paths: ProjectPaths) => dirname(paths.state)],
    ['the runtime folder of all projects', (paths: ProjectPaths) => dirname(paths.runtime)],
    ['its journal', (paths: ProjectPaths) => paths.events],
    ['its heartbeats', (paths: ProjectPaths) => paths.heartbeats],
  ])('%s belongs to another user', async (_what, path) => {
    const paths = await pathsInTemporary()
    await makeAll(paths)
    await chown(path(paths), 1234, 1234)
    expect(await findStranger(paths)).toEqual({ kind: 'not-ours', path: path(paths) })
  })
})

test.each([
  ['a newer version that runs', { v: 2, wish: 'run' }, 'other-version'],
  ['a newer version of which we do not know', { v: 2, programs: [] }, 'other-version'],
  ['a newer version that has ended', { v: 2, wish: 'ended' }, undefined],
  ['our own version', { v: 1, wish: 'run', processes: [] }, undefined],
  ['no version at all', { wish: 'run' }, undefined],
])('project.json of %s', async (_what, project, kind) => {
  const paths = await pathsInTemporary()
  await makeAll(paths)
  await writeFile(paths.project, JSON.stringify(project))
  expect((await findStranger(paths))?.kind).toBe(kind)
})

async function pathsInTemporary(): Promise<ProjectPaths> {
  const folder = await temporaryFolder()
  return pathsIn({ folder, state: join(folder, 'state', 'id'), runtime: join(folder, 'run', 'id') })
}

async function makeAll(paths: ProjectPaths): Promise<void> {
  for (const directory of directoriesOf(paths)) await mkdir(directory, { recursive: true })
}
