import { findPort } from './find-port.ts'
import type { ProjectFacts } from './project-facts.ts'
import { splitScript } from './split-script.ts'

interface ProposedProcess {
  readonly command: string
  readonly env?: Readonly<Record<string, string>>
  readonly health?: { readonly tcp: string }
}

/** What a `crash-only.json` would say. Only what was found is in it: every other key has a default that suits an unchanged program. */
export interface ProposedConfig {
  readonly processes: Readonly<Record<string, ProposedProcess>>
}

interface Found {
  readonly name: string
  readonly command: string
  /** What the command comes to in the end, where that is known. */
  readonly text: string
}

/** Undefined: nothing was found that starts a program. */
export function proposeConfig(facts: ProjectFacts): ProposedConfig | undefined {
  const found = [fromProcfile, fromScripts, fromEntry].map((find) => find(facts)).find((some) => some.length > 0)
  return found && { processes: Object.fromEntries(found.map((one, index) => [one.name, toProcess(one, index, facts)])) }
}

export function configOfCommand(command: string): ProposedConfig {
  return { processes: { program: { command } } }
}

export function configText(config: ProposedConfig): string {
  return `${JSON.stringify(config, undefined, 2)}\n`
}

// A release task of a Procfile runs once; it is no process that is to be kept alive.
function fromProcfile({ procfile = '' }: ProjectFacts): readonly Found[] {
  const lines = procfile.split('\n').map((line) => /^\s*([A-Za-z0-9][A-Za-z0-9_-]{0,62}):\s*(\S.*?)\s*$/u.exec(line))
  return lines.flatMap((match) => {
    const [, name = '', command = ''] = match ?? []
    return name === '' || name === 'release' ? [] : [{ name, command, text: command }]
  })
}

const main = ['start', 'dev', 'serve', 'develop']
const beside = /^(?:start:)?(?:worker|queue|jobs|scheduler|cron)$/u

function fromScripts({ scripts, manager }: ProjectFacts): readonly Found[] {
  const first = main.find((name) => Object.hasOwn(scripts, name))
  const others = Object.keys(scripts).filter((name) => beside.test(name))
  const parts = first === undefined ? [] : splitScript(first, scripts)
  const names = [...new Set([...(parts.length > 0 ? parts : first === undefined ? [] : [first]), ...others])]
  const toFound = (name: string): Found => ({ name: processName(name), command: `${manager} run ${name}`, text: scripts[name] ?? '' })
  return names.map(toFound)
}

function processName(script: string): string {
  const name = script.replace(/^(?:start|dev|serve):/u, '').replaceAll(/[^A-Za-z0-9_-]+/gu, '-').replace(/^[-_]+/u, '').slice(0, 63)
  return main.includes(script) || name === '' ? 'web' : name
}

function fromEntry({ entry }: ProjectFacts): readonly Found[] {
  if (entry === undefined) return []
  const runner = entry.endsWith('.py') ? 'python3' : 'node'
  const command = entry === 'manage.py' ? `${runner} ${entry} runserver --noreload` : `${runner} ${entry}`
  return [{ name: 'web', command, text: command }]
}

// As foreman and its kind give them: 5000 to the first process, 5100 to the second.
const procfilePort = 5_000
const procfileStep = 100

function toProcess({ command, text }: Found, index: number, { port, procfile }: ProjectFacts): ProposedProcess {
  const usesVariable = /\$\{?PORT\b/u.test(text)
  const given = usesVariable ? port ?? (procfile === undefined ? undefined : procfilePort + procfileStep * index) : undefined
  const listensOn = given ?? findPort(text, port)
  return {
    command,
    ...(given === undefined ? {} : { env: { PORT: String(given) } }),
    ...(listensOn === undefined ? {} : { health: { tcp: `127.0.0.1:${listensOn}` } }),
  }
}
