import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

// What a package's other files say is asked only where one file does not tell. A package that is larger than this is
// taken as unknown, so that linting never waits for it.
const filesMax = 1500
const fileBytesMax = 400_000
const allBytesMax = 16_000_000
const foldersMax = 1000

// An editor lints for days: after this time the files are read anew.
const freshForMs = 10_000
const packagesMax = 50

interface Known {
  readonly readAt: number
  readonly texts: ReadonlyMap<string, string>
}

const known = new Map<string, Known>()

// The text of each source file of a package by its path, without what is installed and without tests.
export function packageSourcesSync(root: string): ReadonlyMap<string, string> {
  const found = known.get(root)
  if (found && performance.now() - found.readAt < freshForMs) return found.texts
  const texts = readSourcesSync(root)
  if (known.size >= packagesMax) known.clear()
  known.set(root, { readAt: performance.now(), texts })
  return texts
}

function readSourcesSync(root: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  const folders = [root]
  let bytes = 0
  for (let folder = folders.pop(), seen = 1; folder !== undefined; folder = folders.pop(), seen += 1) {
    for (const entry of entriesSync(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !isLeftOut(entry.name)) folders.push(path)
      if (!entry.isFile() || !sourceNames.test(entry.name)) continue
      const text = textSync(path)
      bytes += text.length
      if (text !== '') texts.set(path, text)
    }
    if (texts.size > filesMax || bytes > allBytesMax || seen > foldersMax) return new Map()
  }
  return texts
}

const sourceNames = /(?<!\.(?:d|min|test|spec))\.[cm]?[jt]sx?$/
const leftOut = new Set(['node_modules', 'bower_components', 'test', 'tests', '__tests__', 'coverage', 'docs', 'examples', 'fixtures'])

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || leftOut.has(name)
}

// A folder or file that cannot be read, or has gone meanwhile, has nothing to say.
function entriesSync(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function textSync(path: string): string {
  try {
    return statSync(path).size > fileBytesMax ? '' : readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
