import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { findInstallation } from '../../src/eslint-config/package-manager.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const cases: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['nothing says another', { 'package.json': '{}' }, 'npm install --save-dev eslint-plugin-crash-only eslint'],
  ['eslint is there', { 'package.json': '{}', 'node_modules/eslint/package.json': '{}' }, 'npm install --save-dev eslint-plugin-crash-only'],
  ['package.json names pnpm', { 'package.json': '{"packageManager":"pnpm@10.0.0"}' }, 'pnpm add --save-dev eslint-plugin-crash-only eslint'],
  ['it is the root of a workspace of pnpm', { 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '' }, 'pnpm add --save-dev --workspace-root eslint-plugin-crash-only eslint'],
  ['there is a lock file of the first yarn, in a workspace', { 'package.json': '{"workspaces":["a"]}', 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn add --dev --ignore-workspace-root-check eslint-plugin-crash-only eslint'],
  ['there is a lock file of a later yarn, in a workspace', { 'package.json': '{"workspaces":["a"]}', 'yarn.lock': '__metadata:\n' }, 'yarn add --dev eslint-plugin-crash-only eslint'],
  ['there is a lock file of bun', { 'package.json': '{}', 'bun.lock': '' }, 'bun add --dev eslint-plugin-crash-only eslint'],
  ['package.json is broken', { 'package.json': '{', 'pnpm-lock.yaml': '' }, 'pnpm add --save-dev eslint-plugin-crash-only eslint'],
]

test.each(cases)('where %s, the command is of that kind', async (_, files, expected) => {
  const folder = await makeFolder(files)
  const found = await findInstallation(folder)
  expect(found && `${found.manager} ${found.args.join(' ')}`).toBe(expected)
  expect(found?.folder).toBe(folder)
})

test('a package of a workspace has the package manager of the whole, and installs for itself', async () => {
  const folder = await makeFolder({ 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '', 'packages/a/package.json': '{}', 'packages/a/src/x.js': '' })
  const found = await findInstallation(join(folder, 'packages/a/src'))
  expect(found).toEqual({ folder: join(folder, 'packages/a'), manager: 'pnpm', args: ['add', '--save-dev', 'eslint-plugin-crash-only', 'eslint'] })
})

test('nothing is installed where all is there', async () => {
  const folder = await makeFolder({ 'node_modules/eslint/package.json': '{}', 'node_modules/eslint-plugin-crash-only/package.json': '{}' })
  expect(await findInstallation(folder)).toBeUndefined()
})

async function makeFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}
