import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { npmRunPath } from 'npm-run-path'
import which from 'which'

import { plainSpec, type ProcessSpec, remedies, type Remedy } from '../../../supervision/src/state/project.ts'
import { firstWord, shellWords } from '../../../supervision/src/state/shell-words.ts'
import { badInput } from '../failure.ts'
import { readConfigFile } from './read-config-file.ts'
import { processName, readPackageScripts } from './read-package-scripts.ts'
import { readProcfile } from './read-procfile.ts'

export interface ResolvedProject {
  /** Where it comes from: a file's name, or `command line`. */
  readonly source: string
  readonly processes: readonly ProcessSpec[]
  /** Absolute paths. */
  readonly caches: readonly string[]
  readonly escalation: readonly Remedy[]
}

const sources = [
  { name: 'crash-only.json', read: readConfigFile },
  { name: 'Procfile', read: readProcfile },
  { name: 'package.json', read: readPackageScripts },
] as const

/** What there is to run in a folder: `crash-only.json`, else a `Procfile`, else a script of `package.json`. */
export async function resolveProject(folder: string): Promise<ResolvedProject> {
  for (const { name, read } of sources) {
    const path = join(folder, name)
    if (!(await exists(path))) continue
    const processes = await read(path, folder)
    if (processes.length > 0) return { source: name, processes: await checked(processes, name, folder), caches: [], escalation: remedies }
  }
  throw badInput(
    `there is nothing to run in ${folder} (add a crash-only.json, a Procfile, a "start" script in package.json, ` +
    'or give a command: crash-only run -- node server.js)',
  )
}

const runners = new Set(['node', 'nodejs', 'tsx', 'npx', 'python', 'python3', 'ruby', 'deno', 'bun', 'sh', 'bash'])

/** A project of one process, from a command line. */
export async function projectFromCommand(
  command: readonly string[],
  options: { readonly folder: string; readonly name?: string },
): Promise<ResolvedProject> {
  const [program = '', ...args] = command
  const script = runners.has(program) ? args.find((arg) => !arg.startsWith('-')) : undefined
  const name = options.name ?? processName(script ?? program)
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/u.test(name)) {
    throw badInput(`--name ${name}: a process name has letters, digits, - and _ only (choose another)`)
  }
  const spec = plainSpec({ name, command, cwd: options.folder })
  return { source: 'command line', processes: await checked([spec], 'command line', options.folder), caches: [], escalation: remedies }
}

async function checked(specs: readonly ProcessSpec[], source: string, folder: string): Promise<ProcessSpec[]> {
  return Promise.all(specs.map(async (spec) => {
    const isDirectory = await stat(spec.cwd).then((found) => found.isDirectory(), () => false)
    if (!isDirectory) throw badInput(`${source}: process "${spec.name}": cwd ${spec.cwd} is no directory (correct "cwd")`)
    const path = npmRunPath({ cwd: spec.cwd, addExecPath: false, path: spec.env['PATH'] ?? process.env['PATH'] ?? '' })
    await checkCommand(spec, { path, source, folder })
    return { ...spec, env: { ...spec.env, PATH: path } }
  }))
}

// Only a plain first word can be judged without running the shell; anything else the shell itself will tell about.
async function checkCommand(spec: ProcessSpec, at: { path: string; source: string; folder: string }): Promise<void> {
  const word = typeof spec.command === 'string' ? firstWord(spec.command) : spec.command[0]
  if (word === undefined || (typeof spec.command === 'string' && shellWords.has(word))) return
  const file = word.includes('/') ? join(word.startsWith('/') ? '/' : spec.cwd, word) : word
  const found = await which(file, { path: at.path, nothrow: true })
  if (found !== null) return
  throw badInput(`${at.source}: process "${spec.name}": command "${word}" was not found in PATH (correct it, or install it)`)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
