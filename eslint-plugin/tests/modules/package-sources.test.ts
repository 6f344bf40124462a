import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'

import { packageSourcesSync } from '../../src/modules/package-sources.ts'

const aWhileMs = 11_000
let folder = ''
let packages = 0

beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'crash-only-sources-')) })
afterAll(async () => { await rm(folder, { recursive: true }) })
afterEach(() => { vi.restoreAllMocks() })

async function makePackage(files: Readonly<Record<string, string>>): Promise<string> {
  packages += 1
  const root = join(folder, String(packages))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

const realNow = performance.now.bind(performance)
let laterMs = 0

function aWhileLater(): void {
  laterMs += aWhileMs
  vi.spyOn(performance, 'now').mockReturnValue(realNow() + laterMs)
}

function sourcesOf(root: string): Record<string, string> {
  return Object.fromEntries([...packageSourcesSync(root)].map(([path, text]) => [path.slice(root.length + 1), text]))
}

it('the sources of a package are what it runs: no tests, nothing that is installed, built small, or declared', async () => {
  const root = await makePackage({
    'a.js': 'a', 'lib/b.mts': 'b', 'lib/c.jsx': 'c', 'a.test.js': 'x', 'test/d.js': 'x', 'node_modules/e/e.js': 'x', 'f.min.js': 'x', 'g.d.ts': 'x',
    '.cache/h.js': 'x', 'i.json': '{}',
  })
  expect(sourcesOf(root)).toEqual({ 'a.js': 'a', 'lib/b.mts': 'b', 'lib/c.jsx': 'c' })
})

it('a change is seen after a while, and what did not change is the same object', async () => {
  const root = await makePackage({ 'a.js': 'old', 'b.js': 'b' })
  const before = packageSourcesSync(root)
  await writeFile(join(root, 'a.js'), 'newer')
  expect(packageSourcesSync(root)).toBe(before)
  aWhileLater()
  expect(sourcesOf(root)).toEqual({ 'a.js': 'newer', 'b.js': 'b' })
  const after = packageSourcesSync(root)
  aWhileLater()
  expect(packageSourcesSync(root)).toBe(after)
})

it('a file that is as old and as large as before is not read again', async () => {
  const root = await makePackage({ 'a.js': 'one' })
  expect(sourcesOf(root)).toEqual({ 'a.js': 'one' })
  const { atime, mtime } = await stat(join(root, 'a.js'))
  await utimes(join(root, 'a.js'), atime, mtime)
  aWhileLater()
  packageSourcesSync(root)
  await writeFile(join(root, 'a.js'), 'two')
  await utimes(join(root, 'a.js'), atime, mtime)
  aWhileLater()
  expect(sourcesOf(root)).toEqual({ 'a.js': 'one' })
})

it('of a package that is too large nothing is known', async () => {
  const many = Object.fromEntries(Array.from({ length: 1_501 }, (_, index) => [`${index}.js`, 'a']))
  expect(sourcesOf(await makePackage(many))).toEqual({})
  const long = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`${index}.js`, 'a'.repeat(400_000)]))
  expect(sourcesOf(await makePackage(long))).toEqual({})
})

it('a folder that is not there has no sources', () => {
  expect(sourcesOf(join(folder, 'nowhere'))).toEqual({})
})
