import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What lies in a project's folder and tells how its programs are started. */
export interface ProjectFacts {
  readonly procfile: string | undefined
  readonly scripts: Readonly<Record<string, string>>
  /** As in `npm run`. */
  readonly manager: 'npm' | 'pnpm' | 'yarn'
  /** `PORT` of a `.env` file. */
  readonly port: number | undefined
  /** The first that is there of the files that usually start a program. */
  readonly entry: string | undefined
}

const entries = [
  'server.js', 'server.mjs', 'server.cjs', 'src/server.js', 'server.ts', 'src/server.ts', 'app.js', 'src/app.js',
  'index.js', 'src/index.js', 'src/index.ts', 'main.js', 'src/main.js', 'manage.py', 'app.py', 'main.py', 'server.py',
]

export async function readProjectFacts(folder: string): Promise<ProjectFacts> {
  const texts = ['Procfile', 'package.json', '.env'].map(async (name) => readIfPossible(join(folder, name)))
  const [procfile, manifestText, environment] = await Promise.all(texts)
  const manifest = parseManifest(manifestText ?? '{}')
  const { main } = manifest
  const candidates = [...(typeof main === 'string' && /\.[cm]?js$/u.test(main) ? [main] : []), ...entries]
  return {
    procfile,
    scripts: scriptsOf(manifest),
    manager: await managerOf(folder, manifest['packageManager']),
    port: portOf(environment ?? ''),
    entry: await firstThatIsThere(folder, candidates),
  }
}

function scriptsOf({ scripts }: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  if (typeof scripts !== 'object' || scripts === null) return {}
  return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function parseManifest(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed as Record<string, unknown> : {}
  } catch {
    return {} // broken: there is no script in it
  }
}

async function managerOf(folder: string, named: unknown): Promise<ProjectFacts['manager']> {
  const [, manager] = /^(npm|pnpm|yarn)@/u.exec(String(named)) ?? []
  if (manager !== undefined) return manager as ProjectFacts['manager']
  const lock = await firstThatIsThere(folder, ['pnpm-lock.yaml', 'yarn.lock'])
  return lock === undefined ? 'npm' : lock === 'yarn.lock' ? 'yarn' : 'pnpm'
}

function portOf(environment: string): number | undefined {
  const [, digits] = /^(?:export\s+)?PORT\s*=\s*["']?(\d{1,5})["']?\s*(?:#.*)?$/mu.exec(environment) ?? []
  return digits === undefined ? undefined : Number(digits)
}

async function firstThatIsThere(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const isFile = await stat(join(folder, name)).then((found) => found.isFile(), () => false)
    if (isFile) return name
  }
  return undefined
}

async function readIfPossible(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined // not there, or not readable: the same to somebody who wants to run it
  }
}
