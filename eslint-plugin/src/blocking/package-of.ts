import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'

// The npm package that a file belongs to: the nearest folder above it whose package.json has a name.
export interface OwnPackage {
  readonly root: string
  readonly name: string
  // Programs that npm puts on the path, as files below the root.
  readonly programs: ReadonlySet<string>
  // What others get when they import the package: files below the root, with or without an ending, some with a `*`.
  readonly entries: readonly string[]
}

const known = new Map<string, OwnPackage | undefined>()
const knownMax = 10_000

// Looked up once for each folder, while ESLint loads the file anyway.
export function packageOfSync(file: string): OwnPackage | undefined {
  if (!isAbsolute(file)) return undefined
  const folder = dirname(file)
  if (known.has(folder)) return known.get(folder)
  const parent = dirname(folder)
  const found = readPackageSync(folder) ?? (parent === folder ? undefined : packageOfSync(folder))
  if (known.size < knownMax) known.set(folder, found)
  return found
}

// The path of a file below a folder with `/` between its parts, whatever the system's separator is.
export function pathBelow(root: string, file: string): string {
  return relative(root, file).split(sep).join('/')
}

// Whether who imports the package gets this file.
export function isEntry({ root, entries }: OwnPackage, path: string): boolean {
  const below = pathBelow(root, path)
  const names = new Set([below, below.replace(/\.\w+$/, ''), below.replace(/\/?index\.\w+$/, '')])
  return entries.some((entry) => names.has(entry) || (entry.includes('*') && below.startsWith(entry.slice(0, entry.indexOf('*')))))
}

function readPackageSync(root: string): OwnPackage | undefined {
  const content = parseSync(join(root, 'package.json'))
  if (typeof content?.name !== 'string') return undefined
  const { bin, name, main, module, exports } = content
  const below = (targets: unknown) => stringsIn(targets).map((target) => pathBelow(root, join(root, target)))
  const hasEntries = [main, module, exports].some((each) => each !== undefined)
  return { root, name, programs: new Set(below(bin)), entries: below(hasEntries ? [main, module, exports] : ['index']) }
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((each) => stringsIn(each)) : []
}

interface Content {
  readonly name?: unknown
  readonly bin?: unknown
  readonly main?: unknown
  readonly module?: unknown
  readonly exports?: unknown
}

function parseSync(path: string): Content | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof content === 'object' && content !== null ? content : undefined
  } catch {
    // No package.json here, or none that can be read: the file belongs to a package further up, or to none.
    return undefined
  }
}
