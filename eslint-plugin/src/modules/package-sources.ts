import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { basename, join } from 'node:path'

// What a package's other files say is asked only where one file does not tell. A package that is larger than this is
// taken as unknown, so that linting never waits for it.
const filesMax = 1500
const fileBytesMax = 400_000
const allBytesMax = 16_000_000
const foldersMax = 1000

// An editor lints for days: after this time the files are looked at anew, and those that changed are read again.
const freshForMs = 10_000
const packagesMax = 50

// The text of each source file of a package by its path. As long as nothing changes it is the same object.
export type Sources = ReadonlyMap<string, string>

interface Known {
  readonly lookedAt: number
  readonly files: ReadonlyMap<string, SourceText>
  readonly texts: Sources
}

interface SourceText {
  readonly changedAt: number
  readonly bytes: number
  readonly text: string
}

const known = new Map<string, Known>()
const nothing: ReadonlyMap<string, SourceText> = new Map()

// Without what is installed and without tests.
export function packageSourcesSync(root: string): Sources {
  const found = known.get(root)
  if (found && performance.now() - found.lookedAt < freshForMs) return found.texts
  const files = readSourcesSync(root, found?.files ?? nothing)
  const isSame = found?.files.size === files.size && [...files].every(([path, file]) => found.files.get(path) === file)
  const texts = isSame ? found.texts : new Map([...files].map(([path, { text }]) => [path, text]))
  if (known.size >= packagesMax) known.clear()
  known.set(root, { lookedAt: performance.now(), files, texts })
  return texts
}

function readSourcesSync(root: string, before: ReadonlyMap<string, SourceText>): ReadonlyMap<string, SourceText> {
  const files = new Map<string, SourceText>()
  let allBytes = 0
  for (const path of listSourcesSync(root)) {
    const file = readSourceSync(path, before.get(path))
    if (!file) continue
    allBytes += file.bytes
    if (allBytes > allBytesMax) return nothing
    files.set(path, file)
  }
  return files
}

function listSourcesSync(root: string): readonly string[] {
  const paths: string[] = []
  const folders = [root]
  for (let folder = folders.pop(), seen = 1; folder !== undefined; folder = folders.pop(), seen += 1) {
    for (const entry of entriesSync(folder)) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !isLeftOut(entry.name)) folders.push(path)
      else if (entry.isFile() && (sourceNames.test(entry.name) || isProgramName(folder, entry.name))) paths.push(path)
    }
    if (paths.length > filesMax || seen > foldersMax) return []
  }
  return paths
}

// `bin/server`: programs have no ending, where they have a folder of their own.
function isProgramName(folder: string, name: string): boolean {
  return basename(folder) === 'bin' && /^[\w-]+$/.test(name)
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

function readSourceSync(path: string, before: SourceText | undefined): SourceText | undefined {
  try {
    const { mtimeMs: changedAt, size: bytes } = statSync(path)
    if (before?.changedAt === changedAt && before.bytes === bytes) return before
    return bytes === 0 || bytes > fileBytesMax ? undefined : { changedAt, bytes, text: readFileSync(path, 'utf8') }
  } catch {
    return undefined
  }
}
