import { execFile } from 'node:child_process'
import { access, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { startSpecs } from '../helpers/configure.ts'
import { eventually } from '../helpers/eventually.ts'
import { programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const heartbeat = { staleAfterMs: 1_000, from: 'systemd', judge: null, stack: true } as const
// A version manager's python3 is a script that needs its own PATH.
const findProgram = 'test "$1" = python3 && exec python3 -c "import sys; print(sys.executable)"; command -v "$1"'
const python = ['python3', join(programs, 'notifies.py')]

describe('a program that speaks the protocol of systemd is understood unmodified', () => {
  for (const receiver of ['perl', 'python3'] as const) {
    test(`received by ${receiver}: it is up when it says so, its silence is a hang, and the next one is heard again`, async () => {
      const project = await start(python, { wait: '' }, receiver)
      await eventually('it runs', async () => (await project.process('web')).upMs > 1_500)
      expect((await project.process('web')).state).toBe('starting')
      await rm(join(project.folder, 'wait'))
      await project.when('web', 'is up', ({ state }) => state === 'up')
      await writeFile(join(project.folder, 'stop'), '')
      await project.when('web', 'is the second', ({ restarts, hangs }) => restarts === 1 && hangs === 1)
      await rm(join(project.folder, 'stop'))
      await project.when('web', 'is up again', ({ state }) => state === 'up')
      const own = receiver === 'perl' ? 'notify-receiver.pl' : 'notify-receiver.py'
      await eventually('there is one receiver', async () => (await receivers(project)).join() === own)
      await project.crashOnly('stop')
      await eventually('no receiver is left', async () => (await receivers(project)).length === 0)
    })
  }

  test('WATCHDOG=trigger is a hang at once, although beats follow; asking for more time is not heard', async () => {
    const project = await start(python, {}, 'perl', 60_000)
    await project.when('web', 'is up', ({ state }) => state === 'up')
    await writeFile(join(project.folder, 'trigger'), '')
    await project.when('web', 'is the second, within less than its limit', ({ restarts, hangs }) => restarts === 1 && hangs === 1)
  })

  test('it is heard on while the restarter dies, and the next restarter still sees it hang', async () => {
    const project = await start(python)
    await project.when('web', 'is up', ({ state }) => state === 'up')
    process.kill((await project.status()).supervision.restarter?.pid ?? 0, 'SIGKILL')
    await eventually('it is adopted', async () => (await project.events()).some(({ event }) => event === 'adopted'))
    expect(await receivers(project)).toHaveLength(1)
    await writeFile(join(project.folder, 'stop'), '')
    await project.when('web', 'is the second', ({ restarts, hangs }) => restarts === 1 && hangs === 1)
  })

  test('a restarter that dies between the fork and the record does not take the receiver for the program', async () => {
    const project = await start(python)
    const { pid } = await project.when('web', 'is up', ({ state }) => state === 'up')
    await rm(join(project.paths.processes, 'web.1.json'))
    process.kill((await project.status()).supervision.restarter?.pid ?? 0, 'SIGKILL')
    await eventually('it is adopted', async () => (await project.events()).some(({ event }) => event === 'adopted'))
    expect((await project.process('web')).pid).toBe(pid)
  })

  test('systemd-notify, which waits until it was heard, does not wait', async () => {
    if (!(await isThere('/usr/bin/systemd-notify'))) { expect(process.env['CI']).toBeUndefined(); return }
    const project = await start('systemd-notify --ready --status=fine && echo heard > heard && while sleep 0.1; do systemd-notify WATCHDOG=1; done')
    await project.when('web', 'is up', ({ state }) => state === 'up')
    expect(await readFile(join(project.folder, 'heard'), 'utf8')).toBe('heard\n')
  })

  test('without Perl and Python it is not started, and one line says what to install', async () => {
    const project = await start('exec sleep 1000', {}, 'none')
    await eventually('it is told', async () => (await project.events()).some(({ why }) => why?.includes('needs Perl or Python 3') === true))
    expect((await project.process('web')).pid).toBeNull()
  })
})

/** The restarter's PATH holds no other interpreter than the one that is to receive. */
async function start(
  command: string | readonly string[], files: Readonly<Record<string, string>> = {}, receiver: 'perl' | 'python3' | 'none' = 'perl', staleAfterMs = 1_000,
): Promise<SupervisedProject> {
  const PATH = process.env['PATH'] ?? ''
  const bin = await binWith(receiver)
  const spec = { command, env: { PATH }, heartbeat: { ...heartbeat, staleAfterMs } }
  return startSpecs({ web: spec }, { files, env: { PATH: bin } })
}

async function binWith(receiver: string): Promise<string> {
  const { stdout } = await promisify(execFile)('mktemp', ['-d'])
  const bin = stdout.trim()
  await mkdir(bin, { recursive: true })
  for (const program of ['sh', 'sleep', 'mkfifo', ...(receiver === 'none' ? [] : [receiver])]) {
    const { stdout: path } = await promisify(execFile)('sh', ['-c', findProgram, 'sh', program])
    await symlink(path.trim(), join(bin, program))
  }
  return bin
}

async function receivers(project: SupervisedProject): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))
  const commands = await Promise.all(pids.map(async (pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return commands.filter((text) => text.includes(`${project.paths.heartbeats}/`)).map((text) => /notify-receiver\.\w+/u.exec(text)?.[0] ?? text)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
