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

/**
 * All that the extension host may load, in bytes. The second is the client of the language server, loaded once a file of its languages is
 * open; the third edits an ESLint configuration, at its command. `docs/benchmarks.md` says what they consist of.
 */
const hostBundles = { 'dist/add-to-config.cjs': 350_000, 'dist/extension.cjs': 200_000, 'dist/findings.cjs': 450_000 }

test('every bundle that the extension host may load is below its limit, and the page of the dashboard below 60 KB', async () => {
  expect(files.filter((file) => /^dist\/[^/]+\.cjs$/u.test(file)).sort()).toEqual(Object.keys(hostBundles))
  for (const [file, limit] of Object.entries(hostBundles)) expect(await sizeOf(file), file).toBeLessThan(limit)
  const page = files.filter((file) => file.startsWith('dist/dashboard/'))
  const sizes = await Promise.all(page.map(sizeOf))
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000)
})

test('the licence text of each bundled package is in it', async () => {
  const bundle = await readFile(join(extension, 'dist/crash-only.js'), 'utf8')
  const bundled = new Set([...bundle.matchAll(/^\/\/ (?:\.\.\/)*node_modules\/((?:@[^/]+\/)?[^/]+)\//gmu)].map(([, name]) => String(name)))
  expect(bundled.size).toBeGreaterThan(5)
  await checkLicences('third-party-licences.txt', [...bundled])
})

test('so is that of each package that the editor side imports, and of what these bring along', async () => {
  const imported = await importedPackages(join(extension, 'src'))
  expect(imported).toEqual(['@babel/parser', 'magic-string', 'vscode-languageclient'])
  const broughtAlong = ['@jridgewell/sourcemap-codec', 'minimatch', 'semver', 'vscode-jsonrpc', 'vscode-languageserver-protocol']
  await checkLicences('third-party-licences-extension.txt', [...imported, ...broughtAlong])
})

test('nothing in it names a folder of this machine', async () => {
  for (const file of files.filter((name) => /\.(?:cjs|mjs|js|json|css)$/u.test(name))) {
    expect((await readFile(join(extension, file), 'utf8')).includes(root), file).toBe(false)
  }
})

async function sizeOf(file: string): Promise<number> {
  return (await stat(join(extension, file))).size
}

/** Each has a part of its own, with the name, the version and the text. */
async function checkLicences(file: string, names: readonly string[]): Promise<void> {
  const parts = (await readFile(join(extension, 'dist', file), 'utf8')).split(/^-{80}$/mu).map((part) => part.trim())
  for (const name of names) {
    const part = parts.find((text) => text.startsWith(`${name} `))
    expect(part, name).toMatch(/^\S+ \d\S* \([^)]+\)\n\n[\s\S]*(?:copyright|permission)/iu)
  }
}

/** Not those of which only types are imported, nor what comes with Node or the editor. */
async function importedPackages(folder: string): Promise<string[]> {
  const sources = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const texts = await Promise.all(sources.map(async (name) => readFile(join(folder, name), 'utf8')))
  const names = texts.flatMap((text) => [...text.matchAll(/^import (?!type\b)[^'\n]*(?:\n[^'\n]*)*?'([^'.][^']*)'$/gmu)].map(([, name]) => String(name)))
  const packages = names.filter((name) => name !== 'vscode' && !name.startsWith('node:'))
  return [...new Set(packages.map((name) => /^(?:@[^/]+\/)?[^/]+/u.exec(name)?.[0] ?? name))].sort()
}

async function packedFiles(): Promise<string[]> {
  await readdir(join(extension, 'dist')).catch(() => { throw new Error('extension/dist is missing: npm run package') })
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: extension })
  return stdout.trim().split('\n')
}
