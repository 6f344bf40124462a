import { access, constants, open } from 'node:fs/promises'
import { join } from 'node:path'

import { npmRunPath } from 'npm-run-path'

import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { toPlainCommand, toShellText } from '../../../supervision/src/state/shell-text.ts'
import { didYouMean } from '../config/did-you-mean.ts'
import { badInput } from '../failure.ts'
import { findManager, findNode } from './find-manager.ts'
import { findPackage, type Package, upwards } from './find-package.ts'
import { type PackageCall, parsePackageCall } from './parse-call.ts'
import { scriptEnvironment } from './script-environment.ts'
import { runsScriptsItsOwnWay } from './script-settings.ts'

type Runnable = Pick<ProcessSpec, 'command' | 'cwd' | 'env'>

const callsMax = 10

/**
 * What runs in the end, without the package manager in between: its own event loop would turn on while the program
 * hangs, and it would be the parent that sees the program die. Where we cannot be sure to do the same as the package
 * manager does (hooks, unknown flags, settings of its own), it runs the script itself.
 */
export async function withoutPackageManager(runnable: Runnable, calls = 0): Promise<Runnable> {
  const { words, env } = toWords(runnable)
  const call = parsePackageCall(words)
  if (call === undefined) return asNodeScript(runnable, words, env)
  if (calls >= callsMax) return runnable
  const asked = { ...runnable, env: { ...runnable.env, ...env } }
  const outer = { ...process.env, ...asked.env }
  const found = await findPackage(runnable.cwd)
  const path = pathOf(asked)
  const manager = await findManager(call.manager, { path, packageManager: found?.manifest['packageManager'] })
  const packageManager = found?.manifest['packageManager']
  if (manager === undefined) return runnable
  if (await runsScriptsItsOwnWay(call.manager, { folder: runnable.cwd, env: outer, packageManager })) return runnable
  const resolved = await resolve(call, asked, found)
  if (resolved === undefined) return runnable
  const { event, script, command, cwd } = resolved
  const facts = { call, event, script, package: found, cwd: runnable.cwd, node: await findNode(path), manager, outer }
  return withoutPackageManager({ command, cwd, env: { ...asked.env, ...scriptEnvironment(facts) } }, calls + 1)
}

/** The search path with what the packages above a folder bring along, as package managers set it. */
export function pathOf({ cwd, env }: Pick<ProcessSpec, 'cwd' | 'env'>): string {
  return npmRunPath({ cwd, addExecPath: false, path: env['PATH'] ?? process.env['PATH'] ?? '' })
}

interface Resolved {
  readonly event: string | null
  readonly script: string
  readonly command: string | readonly string[]
  readonly cwd: string
}

/** None where only a shell understands it. */
function toWords({ command }: Runnable): { words: readonly string[]; env: Readonly<Record<string, string>> } {
  return typeof command === 'string' ? (toPlainCommand(command) ?? { words: [], env: {} }) : { words: command, env: {} }
}

/** A package's command, as scripts name them: what the search path would find first. */
async function asNodeScript(
  runnable: Runnable, [name, ...args]: readonly string[], env: Readonly<Record<string, string>>,
): Promise<Runnable> {
  const program = name === undefined || name.includes('/') ? undefined : await findTool(name, upwards(runnable.cwd))
  if (program === undefined || !(await isNodeScript(program))) return runnable
  return { ...runnable, command: ['node', program, ...args], env: { ...runnable.env, ...env } }
}

async function resolve(call: PackageCall, asked: Runnable, found: Package | undefined): Promise<Resolved | undefined> {
  const script = found === undefined || call.kind === 'tool' ? undefined : await findScript(call, found)
  if (script !== undefined && found !== undefined) return resolveScript(call, script, found)
  const isYarnWord = call.manager === 'yarn' && call.kind === 'word'
  if (call.kind !== 'script') return resolveTool(call, isYarnWord ? (found?.folder ?? asked.cwd) : asked.cwd)
  if (found === undefined) return undefined
  const file = join(found.folder, 'package.json')
  throw badInput(`${call.manager} ${call.name}: ${file} has no such script ${didYouMean(call.name, Object.keys(found.scripts))}`)
}

async function findScript({ manager, name }: PackageCall, { folder, scripts }: Package): Promise<string | undefined> {
  if (Object.hasOwn(scripts, name)) return scripts[name]
  // npm and pnpm start a server.js that no script names.
  const hasServer = name === 'start' && manager !== 'yarn' && (await isThere(join(folder, 'server.js')))
  return hasServer ? 'node server.js' : undefined
}

function resolveScript(call: PackageCall, script: string, { folder, scripts }: Package): Resolved | undefined {
  if (Object.hasOwn(scripts, `pre${call.name}`) || Object.hasOwn(scripts, `post${call.name}`)) return undefined
  const command = [script, ...(call.args.length > 0 ? [toShellText(call.args)] : [])].join(' ')
  return { event: call.name, script: call.manager === 'npm' ? script : command, command, cwd: folder }
}

async function resolveTool({ manager, kind, name, args }: PackageCall, cwd: string): Promise<Resolved | undefined> {
  // pnpm looks nowhere else.
  const program = await findTool(name, manager === 'pnpm' ? [cwd] : upwards(cwd))
  if (program === undefined) return undefined
  const event = manager === 'npm' ? 'npx' : kind === 'tool' ? 'exec' : name
  const command = (await isNodeScript(program)) ? ['node', program, ...args] : [program, ...args]
  return { event: manager === 'pnpm' ? null : event, script: toShellText([name, ...args]), command, cwd }
}

async function findTool(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const program = join(folder, 'node_modules', '.bin', name)
    if (await isThere(program)) return program
  }
  return undefined
}

/** By its first line: what the kernel would make of that is then said without `env` in between, and it is a Node program for all to see. */
async function isNodeScript(program: string): Promise<boolean> {
  const firstLineBytes = 32
  const handle = await open(program, constants.O_RDONLY)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstLineBytes), 0, firstLineBytes, 0)
    return /^#!\/usr\/bin\/env node\s/u.test(buffer.toString('utf8', 0, bytesRead))
  } finally {
    await handle.close()
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
