import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { expect, test } from 'vitest'

import { processName } from '../supervision/src/state/process-name.ts'
import { configuredNames } from '../src/project/configured-names.ts'
import { temporaryFolder } from './temporary-folder.ts'

const config = JSON.stringify({ processes: { web: { command: 'node web.js' }, db: { command: 'node db.js' } } })
const script = '{ "scripts": { "dev": "vite" } }'

test.each([
  { what: 'crash-only.json, in its order', files: { 'crash-only.json': config }, names: ['web', 'db'] },
  { what: 'it goes before the others', files: { 'crash-only.json': config, Procfile: 'old: node old.js', 'package.json': script }, names: ['web', 'db'] },
  { what: 'a byte order mark is no mistake', files: { 'crash-only.json': `\uFEFF${config}` }, names: ['web', 'db'] },
  {
    what: 'both of a pair', names: ['web', 'web-twin'],
    files: { 'crash-only.json': JSON.stringify({ processes: { web: { command: 'node web.js', spare: 'pair' } } }) },
  },
  { what: 'a Procfile', files: { Procfile: '# what runs\n\nweb: node web.js\r\n worker-2: node worker.js\n' }, names: ['web', 'worker-2'] },
  { what: 'one in which nothing stands is passed over', files: { 'crash-only.json': '{ "processes": {} }', Procfile: 'web: node .' }, names: ['web'] },
])('$what', async ({ files, names }) => {
  await check(files, names)
})

test.each([
  ['crash-only.json', '{ "processes": { "we'], ['crash-only.json', '[]'], ['crash-only.json', '{ "processes": [] }'], ['Procfile', 'web node web.js'],
])('%s with %s is refused by the command, so nothing is said of it: no other file takes its place', async (file, text) => {
  await check({ [file]: text, 'package.json': script }, undefined)
})

test('a script of package.json is called like its folder', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'package.json'), script)
  expect(await configuredNames(folder)).toEqual([processName(basename(folder))])
})

test.each(['{ "scripts": { "test": "vitest" } }', '{ "scr', 'null'])('package.json with %s names nothing', async (text) => {
  expect((await namesWith({ 'package.json': text })) ?? []).toEqual([])
})

test('neither does a folder without these files, or one that is gone', async () => {
  await check({}, undefined)
  expect(await configuredNames(join(await temporaryFolder(), 'gone'))).toBeUndefined()
})

async function check(files: Readonly<Record<string, string>>, names: readonly string[] | undefined): Promise<void> {
  expect(await namesWith(files)).toEqual(names)
}

async function namesWith(files: Readonly<Record<string, string>>): Promise<readonly string[] | undefined> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return configuredNames(folder)
}
