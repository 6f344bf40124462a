import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

import { Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { eventually } from '../helpers/eventually.ts'

const repository = join(import.meta.dirname, '../..')
const deadlineMs = 30_000
const triesMax = 30

interface Seen {
  /** The lines printed so far. */
  readonly lines: readonly string[]
  readonly errors: string
  /** Undefined as long as anything of it runs. */
  readonly code: number | null | undefined
  /** What it has computed so far. */
  readonly cpuMs: number
}

interface Program {
  /** The page says so, in these words. */
  readonly says: string
  readonly fails: (seen: Seen) => boolean
  /** Whether chance has a part in it, and the page says that one may have to try again. */
  readonly isChance?: boolean
  /** With this in place of that it does not fail, and the page says so too. */
  readonly unless?: { readonly says: string; readonly that: string; readonly this: string; readonly works: (seen: Seen) => boolean }
}

const hasEnded = ({ code }: Seen): boolean => code !== undefined
const after = (lines: readonly string[], line: string): readonly string[] => lines.slice(lines.lastIndexOf(line) + 1)
const count = (lines: readonly string[], line: string): number => lines.filter((each) => each === line).length
const endsWithout = (said: string, unsaid: string) => (seen: Seen): boolean => hasEnded(seen) && seen.lines.includes(said) && !seen.lines.includes(unsaid)
const kill = `process.kill(process.pid, 'SIGKILL')`

const programs: Readonly<Record<string, Program>> = {
  'no-blocking-call': {
    says: 'One beat comes two seconds after the one before.',
    fails: ({ lines }) => lines.some((line) => Number(/^beat after (\d+) ms$/u.exec(line)?.[1]) >= 2000),
  },
  'no-busy-wait': {
    says: 'It never ends, and `done` is never printed',
    fails: ({ lines, cpuMs }) => cpuMs > 1000 && lines.includes('waiting') && !lines.includes('done'),
  },
  'no-catastrophic-regex': {
    says: 'After `a line comes` there is no `beat`',
    fails: ({ lines, cpuMs }) => cpuMs > 2000 && lines.includes('beat') && lines.at(-1) === 'a line comes',
  },
  'no-cross-device-rename': {
    says: '`EXDEV: cross-device link not permitted`',
    fails: ({ errors }) => errors.includes('EXDEV: cross-device link not permitted'),
  },
  'no-exists-then-write': {
    says: 'Most times both say that the id is theirs.', isChance: true,
    fails: ({ lines }) => new Set(lines.filter((line) => line.startsWith('the id is that of '))).size === 2,
  },
  'no-exit-cleanup': {
    says: 'There is no file `saved`.', fails: endsWithout('working', 'saved'),
    unless: { says: 'With `process.exit()` in place of the kill there is', that: kill, this: 'process.exit()', works: ({ lines }) => lines.includes('saved') },
  },
  'no-framework-shutdown-hook': {
    says: 'There is no file `drained`.', fails: endsWithout('listening', 'drained'),
    unless: { says: 'With `app.close()` in place of the kill there is', that: kill, this: 'app.close()', works: ({ lines }) => lines.includes('drained') },
  },
  'no-graceful-shutdown': {
    says: '`working` is printed and `saved` is not.', fails: endsWithout('working', 'saved'),
    unless: { says: 'With `SIGTERM` in the last line it is', that: 'SIGKILL', this: 'SIGTERM', works: ({ lines }) => lines.includes('saved') },
  },
  'no-heartbeat-off-loop': {
    says: 'After a second `work` is printed no more, and `beat` for ever.',
    fails: ({ lines }) => lines.includes('work') && count(after(lines, 'work'), 'beat') >= 10,
  },
  'no-multi-file-update': {
    says: '`one two differ`', isChance: true, fails: ({ lines }) => lines.some((line) => line.startsWith('one two differ')),
  },
  'no-non-atomic-write': {
    says: 'Most times the file is no JSON any more: `SyntaxError`.', isChance: true, fails: ({ errors }) => errors.includes('SyntaxError'),
  },
  'no-self-restart': {
    says: 'nothing is printed any more', fails: (seen) => hasEnded(seen) && seen.lines.some((line) => /^worker \d+ serves$/u.test(line)), isChance: true,
  },
  'no-swallowed-crash': {
    says: 'The program lives, and never does anything again.', fails: ({ lines }) => count(lines, 'no place is free') >= 3,
    unless: {
      says: 'Without the handler it ends at once', that: `process.on('uncaughtException', () => {})`, this: '',
      works: ({ code, lines }) => code === 1 && lines.length === 0,
    },
  },
  'require-timeout': {
    says: 'It waits for five minutes',
    fails: ({ lines }) => lines.includes('asked') && count(lines, 'waiting') >= 4 && !lines.includes('answered'),
  },
  'require-transaction': {
    says: '`-1 on all accounts`', isChance: true, fails: ({ lines }) => lines.includes('-1 on all accounts'),
  },
}

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-only-see-it-fail-'))
  await mkdir(join(folder, 'node_modules'))
})

afterAll(async () => {
  await rm('/dev/shm/state.new', { force: true })
  await rm(folder, { recursive: true, force: true })
})

async function readPage(rule: string): Promise<{ readonly script: string; readonly section: string }> {
  const page = await readFile(join(repository, `eslint-plugin/docs/rules/${rule}.md`), 'utf8')
  const [, section = ''] = /\n## See it fail\n(.*?)\n## /su.exec(page) ?? []
  const [, script = ''] = /```sh\n(.*?)```/su.exec(section) ?? []
  return { script, section: section.replaceAll(/\s+/gu, ' ') }
}

it('the program of every rule is run here, but the one that needs a power cut', () => {
  expect(Object.keys(programs).sort()).toEqual(Object.keys(crashOnly.rules).filter((name) => name !== 'require-fsync-before-rename').sort())
})

const timeout = triesMax * deadlineMs

describe.concurrent.each(Object.entries(programs))('the program on the page of %s', { timeout }, (rule, { says, fails, isChance }) => {
  it('fails as the page says', async () => {
    const { script, section } = await readPage(rule)
    expect(section).toContain(says)
    await untilSeen(script, fails, isChance === true ? triesMax : 1)
  })

  it('is what the rule reports', async () => {
    const { script } = await readPage(rule)
    const codes = [...script.matchAll(/node -e "(.*?)"(?: & sleep|\n|$)|<<'END'\n(.*?)END\n/gsu)].map(([, inline, file]) => inline ?? file ?? '')
    expect(codes.flatMap((code) => reportsOf(rule, code))).toContain(`crash-only/${rule}`)
  })

  it('can be pasted into a shell that has a history: no `!` in it stands for an earlier command', async () => {
    expect((await readPage(rule)).script.replaceAll('$!', '')).not.toContain('!')
  })
})

const remedied = Object.entries(programs).flatMap(([rule, { unless }]) => unless ? [[rule, unless] as const] : [])

describe.concurrent.each(remedied)('the program on the page of %s', { timeout }, (rule, unless) => {
  it('does not fail where the page says that it does not', async () => {
    const { script, section } = await readPage(rule)
    expect(section).toContain(unless.says)
    expect(script).toContain(unless.that)
    await untilSeen(script.replace(unless.that, unless.this), unless.works, 1)
  })
})

function reportsOf(rule: string, code: string): readonly (string | null)[] {
  const languageOptions = { sourceType: 'commonjs' } as const
  const rules: Linter.RulesRecord = { [`crash-only/${rule}`]: 'error' }
  return new Linter().verify(code, [{ plugins: { 'crash-only': crashOnly }, rules, languageOptions }]).map(({ ruleId }) => ruleId)
}

async function untilSeen(script: string, isSeen: (seen: Seen) => boolean, tries: number): Promise<void> {
  let last: Seen | undefined
  for (let left = tries; left > 0; left -= 1) {
    last = await run(await withoutInstall(script), isSeen)
    if (isSeen(last)) return
  }
  throw new Error(`not seen in ${tries} tries, the last was ${JSON.stringify(last)}`)
}

// What a page installs is here already.
async function withoutInstall(script: string): Promise<string> {
  const [install = '', name = ''] = /^npm install (\S+) && /u.exec(script) ?? []
  if (name !== '') await symlink(join(repository, 'node_modules', name), join(folder, 'node_modules', name)).catch(() => undefined)
  return script.slice(install.length)
}

// Runs it until it is seen, or has ended.
async function run(script: string, isSeen: (seen: Seen) => boolean): Promise<Seen> {
  const cwd = await mkdtemp(join(folder, 'place-'))
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' }
  // A group of its own, so that all of it can be ended.
  const child = spawn('bash', ['-c', script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const look = watch(child)
  try {
    return await eventually(script, async () => {
      const seen = await look()
      return (isSeen(seen) || hasEnded(seen)) && seen
    }, deadlineMs).catch(look)
  } finally {
    killGroup(child.pid ?? 0)
  }
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): () => Promise<Seen> {
  let printed = '', errors = ''
  let code: number | null | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text })
  // Not before everything that could print has ended.
  child.once('close', (exitCode) => { code = exitCode })
  return async () => {
    const cpuMs = await cpuOfGroup(child.pid ?? 0)
    return { lines: printed.split('\n').slice(0, -1), errors, code, cpuMs }
  }
}

const msOfTick = 10

async function cpuOfGroup(group: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const stats = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  const fields = stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
  return fields.filter((each) => Number(each[2]) === group).reduce((sum, each) => sum + (Number(each[11]) + Number(each[12])) * msOfTick, 0)
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // there is nobody left
  }
}
