import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const extension = join(root, 'extension')
const files = await packedFiles()

/** Everything that a user gets, by what it is for. What is not named here is not shipped. */
const expected = [
  /^package\.json$/u, /^package\.nls(?:\.[a-z]{2})?\.json$/u, /^l10n\/bundle\.l10n\.[a-z]{2}\.json$/u,
  /^(?:README|CHANGELOG)\.md$/u, /^LICENSE$/u,
  /^media\/(?:icon\.png|activity-bar\.svg|[\w-]+\/[\w-]+\.svg)$/u,
  /^dist\/(?:extension\.cjs|crash-only\.js|package\.json|crash-only\.schema\.json)$/u, /^dist\/third-party-licences(?:-extension)?\.txt$/u,
  /^dist\/(?:findings|add-to-config)\.cjs$/u, // loaded when there is something for them to do
  /^dist\/dashboard\/(?:page\.js|style\.css)$/u,
  /^dist\/supervision\/[\w-]+\.(?:mjs|cjs|pl|py)$/u,
  /^dist\/lint-server\//u,
] as const

test('the package holds what users run and read: no sources, no tests, no packages of others as they are', () => {
  expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([])
  expect(files.filter((file) => /node_modules|\.ts$|\.map$|\.test\./u.test(file))).toEqual([])
})

test('every file that the manifest names is in it', async () => {
  const manifest = await readFile(join(extension, 'package.json'), 'utf8')
  const named = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/gu)].map(([, file]) => file)
  expect(named.length).toBeGreaterThan(5)
  expect(files).toEqual(expect.arrayContaining(named))
})

test('the extension is below 200 KB, the page of the dashboard below 60 KB', async () => {
  expect((await stat(join(extension, 'dist/extension.cjs'))).size).toBeLessThan(200_000)
  const page = files.filter((file) => file.startsWith('dist/dashboard/'))
  const sizes = await Promise.all(page.map(async (file) => (await stat(join(extension, file))).size))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000)
})

test('the licence text of each bundled package is in it', async () => {
  const licences = await readFile(join(extension, 'dist/third-party-licences.txt'), 'utf8')
  const bundle = await readFile(join(extension, 'dist/crash-only.js'), 'utf8')
  const bundled = new Set([...bundle.matchAll(/^\/\/ (?:\.\.\/)*node_modules\/((?:@[^/]+\/)?[^/]+)\//gmu)].map(([, name]) => name))
  expect(bundled.size).toBeGreaterThan(5)
  for (const name of bundled) expect(licences).toMatch(new RegExp(`^${String(name)} \\d`, 'mu'))
})

test('nothing in it names a folder of this machine', async () => {
  for (const file of files.filter((name) => /\.(?:cjs|mjs|js|json|css)$/u.test(name))) {
    expect((await readFile(join(extension, file), 'utf8')).includes(root), file).toBe(false)
  }
})

async function packedFiles(): Promise<string[]> {
  await readdir(join(extension, 'dist')).catch(() => { throw new Error('extension/dist is missing: npm run package') })
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: extension })
  return stdout.trim().split('\n')
}
