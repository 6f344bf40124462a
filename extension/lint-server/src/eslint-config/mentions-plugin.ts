import { open, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

const plugin = 'eslint-plugin-crash-only'
const filesMax = 100
const bytesMax = 1_000_000
// What `require` adds by itself.
const endings = ['/index.js', '.cjs', '.js', '']
const importPattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/gu

/**
 * Whether an ESLint configuration can have our plugin, by what is written in it, in the files that it imports, and in the
 * manifests of the packages that it imports. Nothing is run.
 */
export async function mentionsPlugin(config: string): Promise<boolean> {
  const seen = new Set<string>()
  const unread = [config]
  for (let path = unread.pop(); path !== undefined && seen.size < filesMax; path = unread.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const text = await readIfPossible(path)
    if (text === undefined) continue
    const names = [...text.matchAll(importPattern)].map(([, , name = '']) => name)
    if (text.includes(plugin) || (await anyPackageBringsIt(names, path))) return true
    const places = names.filter((name) => name.startsWith('.')).map((name) => resolve(dirname(path), name))
    unread.push(...places.flatMap((place) => endings.map((ending) => `${place}${ending}`)))
  }
  return false
}

async function anyPackageBringsIt(names: readonly string[], importer: string): Promise<boolean> {
  const packages = new Set(names.map(packageName).filter((name) => name !== undefined))
  const answers = await Promise.all([...packages].map(async (name) => bringsIt(name, importer)))
  return answers.includes(true)
}

function packageName(specifier: string): string | undefined {
  if (/^(?:\.|\/|node:)/u.test(specifier)) return undefined
  return /^(?:@[^/]+\/)?[^/]+/u.exec(specifier)?.[0]
}

async function bringsIt(name: string, importer: string): Promise<boolean> {
  const manifest = await readManifest(name, importer)
  return [manifest?.dependencies, manifest?.peerDependencies].some((some) => some !== undefined && Object.hasOwn(some, plugin))
}

interface Manifest {
  readonly dependencies?: object
  readonly peerDependencies?: object
}

async function readManifest(name: string, importer: string): Promise<Manifest | undefined> {
  for (let folder = dirname(importer); ; folder = dirname(folder)) {
    const text = await readIfPossible(join(folder, 'node_modules', name, 'package.json'))
    if (text !== undefined) return parseManifest(text)
    if (dirname(folder) === folder) return undefined
  }
}

function parseManifest(text: string): Manifest | undefined {
  try {
    return JSON.parse(text) as Manifest
  } catch {
    return undefined // half installed: it brings nothing
  }
}

/** Undefined for what is no file, cannot be read, or is too long to be a configuration. */
async function readIfPossible(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r')
    try {
      const found = await handle.stat()
      return found.isFile() && found.size <= bytesMax ? await readFile(handle, 'utf8') : undefined
    } finally {
      await handle.close()
    }
  } catch {
    return undefined
  }
}
