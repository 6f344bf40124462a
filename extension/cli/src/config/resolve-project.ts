import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import which from 'which'

import type { Configuration } from '../../../supervision/src/state/control.ts'
import { processName } from '../../../supervision/src/state/process-name.ts'
import { plainSpec, type ProcessSpec, remedies } from '../../../supervision/src/state/project.ts'
import { firstWord, shellWords } from '../../../supervision/src/state/shell-words.ts'
import { badInput, Failure } from '../failure.ts'
import { pathOf, withoutPackageManager } from '../package-manager/without-package-manager.ts'
import { badConfig } from './bad-config.ts'
import { readConfigFile } from './read-config-file.ts'
import { readConfigText } from './read-config-text.ts'
import { readPackageScripts } from './read-package-scripts.ts'
import { readProcfile } from './read-procfile.ts'
import { withLine } from './with-line.ts'

export interface ResolvedProject extends Configuration {
  /** Where it comes from: a file's name, or `command line`. */
  readonly source: string
}

const sources = [
  { name: 'crash-only.json', read: readConfigFile },
  { name: 'Procfile', read: readProcfile },
  { name: 'package.json', read: readPackageScripts },
] as const

/** What there is to run in a folder: `crash-only.json`, else a `Procfile`, else a script of `package.json`. */
export async function resolveProject(folder: string): Promise<ResolvedProject> {
  for (const source of sources) {
    const found = await readSource(source, folder)
    if (found !== undefined) return found
  }
  throw nothingToRun(folder)
}

function nothingToRun(folder: string): Failure {
  return badInput(
    `there is nothing to run in ${folder} (add a crash-only.json, a Procfile, a "start" script in package.json, ` +
    'or give a command: crash-only run -- node server.js)',
  )
}

/** The same as it is written, before anything of this machine is looked up: for engines that run it elsewhere. */
export async function resolveAsWritten(folder: string): Promise<Configuration> {
  for (const source of sources) {
    const found = await readWritten(source, folder, async (written) => Promise.resolve(written))
    if (found !== undefined) return found
  }
  throw nothingToRun(folder)
}

/**
 * The same, of the file that was read before. An editor may replace it just now; then another file in the folder must not
 * take its place.
 */
export async function resolveAgain(folder: string, name: string): Promise<ResolvedProject> {
  return keepingWhatRuns(async () => {
    const source = sources.find((one) => one.name === name)
    const found = source && (await readSource(source, folder))
    if (found === undefined) throw badInput(`${name} is gone, or there is nothing to run in it`)
    return found
  })
}

/** A configuration that is wrong changes nothing, and says so. */
export async function keepingWhatRuns<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof Failure ? new Failure(`${error.message}; nothing was changed, what runs goes on`, error.exitCode) : error
  }
}

async function readSource(source: (typeof sources)[number], folder: string): Promise<ResolvedProject | undefined> {
  return readWritten(source, folder, async (found) => (
    { ...found, source: source.name, processes: await checked(found.processes, source.name) }
  ))
}

async function readWritten<T>(
  { name, read }: (typeof sources)[number], folder: string, use: (found: Configuration) => Promise<T>,
): Promise<T | undefined> {
  const path = join(folder, name)
  const text = await readConfigText(path)
  if (text === undefined) return undefined
  return withLine({ name, text }, async () => {
    const found = await read(text, path, folder)
    return found.processes.length === 0 ? undefined : use(found)
  })
}

const runners = new Set(['node', 'nodejs', 'tsx', 'npx', 'python', 'python3', 'ruby', 'deno', 'bun', 'sh', 'bash'])
const packageManagers = new Set(['npm', 'pnpm', 'yarn'])

/** A project of one process, from a command line. */
export async function projectFromCommand(
  command: readonly string[],
  options: { readonly folder: string; readonly name?: string },
): Promise<ResolvedProject> {
  const name = options.name ?? nameOf(command)
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/u.test(name)) {
    throw badInput(`--name ${name}: a process name has letters, digits, - and _ only (choose another)`)
  }
  const spec = plainSpec({ name, command, cwd: options.folder })
  return { source: 'command line', processes: await checked([spec], 'command line'), caches: [], escalation: remedies }
}

/** What it runs, rather than what runs it: `server` of `node server.js`, `dev` of `npm run dev`. */
function nameOf([program = '', ...args]: readonly string[]): string {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const script = packageManagers.has(program) ? words.find((word) => word !== 'run' && word !== 'exec') : words[0]
  return processName((runners.has(program) || packageManagers.has(program) ? script : undefined) ?? program)
}

async function checked(specs: readonly ProcessSpec[], source: string): Promise<ProcessSpec[]> {
  return Promise.all(specs.map(async (spec) => {
    await checkFolder(spec, source)
    const direct = await withoutPackageManager(spec)
    const resolved = { ...spec, ...direct, env: { ...direct.env, PATH: pathOf(direct) } }
    await checkCommand(resolved, source)
    return resolved
  }))
}

async function checkFolder({ name, twinOf, cwd }: ProcessSpec, source: string): Promise<void> {
  const isFolder = await stat(cwd).then((found) => found.isDirectory(), () => false)
  if (isFolder) return
  throw badConfig(`${source}: process "${name}": cwd ${cwd} is no directory (correct "cwd")`, ['processes', twinOf ?? name, 'cwd'])
}

// Only a plain first word can be judged without running the shell; anything else the shell itself will tell about.
async function checkCommand({ name, twinOf, command, cwd, env }: ProcessSpec, source: string): Promise<void> {
  const word = typeof command === 'string' ? firstWord(command) : command[0]
  if (word === undefined || (typeof command === 'string' && shellWords.has(word))) return
  const file = word.includes('/') ? join(word.startsWith('/') ? '/' : cwd, word) : word
  const found = await which(file, { path: env['PATH'] ?? '', nothrow: true })
  if (found !== null) return
  const message = `${source}: process "${name}": command "${word}" was not found in PATH (correct it, or install it)`
  throw badConfig(message, ['processes', twinOf ?? name, 'command'])
}
