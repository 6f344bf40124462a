import { programOf } from './command-program.ts'
import type { ProcessSpec } from './project.ts'
import { toShellText } from './shell-text.ts'

/**
 * What to say of a supervised supervisor, or undefined: it restarts the program as we do, so neither knows what it does,
 * and it stays alive when the program dies, so that we do not see it.
 */
export function findTwoSupervisors(spec: Pick<ProcessSpec, 'command'>): string | undefined {
  const { program = '', args = [] } = programOf(spec) ?? {}
  const toInstead = supervisors[program]
  if (toInstead === undefined) return undefined
  const instead = toInstead(args)
  const remedy = instead === undefined ? 'give the program itself as the command' : `use instead: ${instead}`
  return `two supervisors fight: ${program} restarts the program, too (${remedy})`
}

/** All that is no fault of a process, but will not work well. @param known what the restarter says of its sockets and its spare */
export function adviceFor(spec: Pick<ProcessSpec, 'command'>, known: string | null): string | undefined {
  const all = [findTwoSupervisors(spec), known].filter((one) => typeof one === 'string')
  return all.length > 0 ? all.join('; ') : undefined
}

const supervisors: Partial<Record<string, (args: readonly string[]) => string | undefined>> = {
  nodemon: insteadOfNodemon,
  pm2: ([command = '', ...args]) => (command === 'start' ? insteadOfPm2(args) : undefined),
  'pm2-runtime': ([first = '', ...args]) => insteadOfPm2(first === 'start' ? args : [first, ...args]),
  'pm2-dev': insteadOfPm2,
  forever: ([first = '', ...args]) => insteadOfPm2(first === 'start' ? args : [first, ...args]),
}

const nodemonValues = new Set([
  '-w', '--watch', '-i', '--ignore', '-e', '--ext', '-d', '--delay', '-s', '--signal', '--config', '--cwd', '-C',
])

/** nodemon's own options out; `--exec` says what runs the script. Saving a file does not restart it then: that is nodemon's. */
function insteadOfNodemon(args: readonly string[]): string | undefined {
  let runner: string | undefined
  let rest = args
  while (rest[0]?.startsWith('-') === true) {
    const [option = '', value] = rest
    const isExec = option === '-x' || option === '--exec'
    if (isExec) runner = value
    if (option === '--') { rest = rest.slice(1); break }
    rest = rest.slice(isExec || nodemonValues.has(option) ? 2 : 1)
  }
  const [script] = rest
  if (script === undefined) return runner
  return `${runner ?? (/\.[cm]?tsx?$/u.test(script) ? 'tsx' : 'node')} ${toShellText(rest)}`
}

function insteadOfPm2(args: readonly string[]): string | undefined {
  const script = args.findIndex((arg) => /\.[cm]?[jt]s$/u.test(arg) && !/\bconfig\.[cm]?js$/u.test(arg))
  if (script === -1) return undefined
  const handedOn = args.includes('--') ? args.slice(args.indexOf('--') + 1) : []
  return `node ${toShellText([args[script] ?? '', ...handedOn])}`
}
