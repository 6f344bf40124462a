import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { dependsOnPlugin, hasSomethingToRun } from '../src/project/something-to-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

test.each([
  ['crash-only.json', 'not even JSON'],
  ['Procfile', 'web: node server.js'],
  ['package.json', '{ "scripts": { "start": "node server.js" } }'],
  ['package.json', '{ "scripts": { "dev": "vite" } }'],
])('%s with %s is something to run', async (name, text) => {
  await check({ [name]: text }, true)
})

test.each(['{ "scripts": { "test": "vitest" } }', '{ "scripts": "none" }', '{ "scr', '[]', 'null'])(
  'package.json with %s is nothing to run',
  async (text) => {
    await check({ 'package.json': text }, false)
  },
)

test('a folder without these files has nothing to run', async () => {
  await check({}, false)
})

test.each([
  ['{ "devDependencies": { "eslint-plugin-crash-only": "1" } }', true],
  ['{ "dependencies": { "eslint-plugin-crash-only": "1" } }', true],
  ['{ "devDependencies": { "eslint": "9" } }', false],
  ['{ "devDep', false],
])('a manifest with %s depends on the plugin: %s', async (text, expected) => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'package.json'), text)
  expect(await dependsOnPlugin(folder)).toBe(expected)
})

async function check(files: Readonly<Record<string, string>>, expected: boolean): Promise<void> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  expect(await hasSomethingToRun(folder)).toBe(expected)
}
