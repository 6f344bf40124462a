import { basename } from 'node:path'

export type PackageManager = 'npm' | 'pnpm' | 'yarn'

/** What a command asks of a package manager, where we understand all of it. */
export interface PackageCall {
  readonly manager: PackageManager
  /** `word`: a script of that name, else a tool (`yarn vite`). */
  readonly kind: 'script' | 'tool' | 'word'
  readonly name: string
  readonly args: readonly string[]
  /** npm_command, as npm has it for its scripts. */
  readonly command: string
}

/** Undefined for anything else, and for every flag that is not known here: then the package manager itself runs it. */
export function parsePackageCall([program = '', ...rest]: readonly string[]): PackageCall | undefined {
  const words = withoutQuiet(rest)
  switch (basename(program)) {
    case 'npm': return parseNpm(words)
    case 'npx': return parseTool('npm', 'exec', withoutYes(words))
    case 'pnpm': return parsePnpm(words)
    case 'yarn': case 'yarnpkg': return parseYarn(words)
    default: return undefined
  }
}

const quiet = new Set(['--silent', '-s', '--quiet', '-q'])
const scriptCommands = new Set(['start', 'test'])
const runCommands = new Set(['run', 'run-script'])

function parseNpm([command = '', ...rest]: readonly string[]): PackageCall | undefined {
  const isExec = command === 'exec' || command === 'x'
  if (isExec) return parseTool('npm', 'exec', withoutYes(rest[0] === '--' ? rest.slice(1) : rest), rest[0] === '--')
  const [name = '', ...more] = runCommands.has(command) ? withoutQuiet(rest) : [command, ...withoutQuiet(rest)]
  if (!runCommands.has(command) && !scriptCommands.has(command)) return undefined
  const args = npmArguments(more)
  if (args === undefined || name === '' || name.startsWith('-')) return undefined
  return { manager: 'npm', kind: 'script', name, args, command: runCommands.has(command) ? 'run-script' : command }
}

/** What npm hands on: words, and everything after the first `--`. Flags before that are npm's own. */
function npmArguments(words: readonly string[]): string[] | undefined {
  const end = words.indexOf('--')
  const own = end === -1 ? words : words.slice(0, end)
  return own.some((text) => text.startsWith('-')) ? undefined : [...own, ...(end === -1 ? [] : words.slice(end + 1))]
}

// pnpm's own commands come before scripts of the same name; the words here are never looked up among the scripts.
const pnpmCommands = new Set((
  'add approve-builds audit bin c cat-file cat-index completion config create dedupe deploy dlx doctor env fetch find-hash get help i ' +
  'ignored-builds import init install it install-test la licenses link list ll ln login logout ls m multi outdated pack patch ' +
  'patch-commit patch-remove prune publish rb rebuild recursive remove rm root rt runtime self-update server set setup store ' +
  'un uninstall unlink up update upgrade view why'
).split(' '))

function parsePnpm([command = '', ...rest]: readonly string[]): PackageCall | undefined {
  if (command === 'exec') return parseTool('pnpm', 'exec', rest[0] === '--' ? rest.slice(1) : rest)
  const isRun = runCommands.has(command)
  const [name = '', ...args] = isRun ? withoutQuiet(rest) : [command === 't' ? 'test' : command, ...rest]
  if (name === '' || name.startsWith('-') || (!isRun && pnpmCommands.has(name))) return undefined
  return { manager: 'pnpm', kind: isRun || scriptCommands.has(name) ? 'script' : 'word', name, args, command: 'run-script' }
}

const yarnCommands = new Set((
  'access add audit autoclean bin cache check config create dedupe dlx exec generate-lock-entry global help import info init install ' +
  'licenses link list login logout node outdated owner pack plugin policies prune publish rebuild remove self-update set tag team ' +
  'unlink unplug upgrade upgrade-interactive up version versions why workspace workspaces'
).split(' '))

function parseYarn([command = '', ...rest]: readonly string[]): PackageCall | undefined {
  const isRun = command === 'run'
  const [name = '', ...args] = isRun ? withoutQuiet(rest) : [command, ...rest]
  if (command === 'exec') return parseTool('yarn', 'exec', rest[0] === '--' ? rest.slice(1) : rest)
  if (name === '' || name.startsWith('-') || (!isRun && yarnCommands.has(name))) return undefined
  return { manager: 'yarn', kind: 'word', name, args: args[0] === '--' ? args.slice(1) : args, command: 'run-script' }
}

function parseTool(
  manager: PackageManager, command: string, [name = '', ...args]: readonly string[], isAfterDashes = true,
): PackageCall | undefined {
  // A version, a path or a flag (`npx -p a b`, `npx tool@2`) is the package manager's business.
  if (!/^[\w.-]+$/u.test(name) || name.startsWith('-')) return undefined
  if (!isAfterDashes) {
    const handedOn = npmArguments(args)
    return handedOn && { manager, kind: 'tool', name, args: handedOn, command }
  }
  return { manager, kind: 'tool', name, args, command }
}

function withoutQuiet(words: readonly string[]): readonly string[] {
  const first = words.findIndex((text) => !quiet.has(text))
  return first === -1 ? [] : words.slice(first)
}

// The tool is there already, else we do not run it ourselves: nothing is installed that had to be confirmed.
function withoutYes(words: readonly string[]): readonly string[] {
  const flags = new Set(['-y', '--yes', '--no', '--no-install', ...quiet])
  const first = words.findIndex((text) => !flags.has(text))
  const rest = first === -1 ? [] : words.slice(first)
  return rest[0] === '--' ? rest.slice(1) : rest
}
