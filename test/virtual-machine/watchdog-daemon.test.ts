import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { beforeEach, expect, onTestFinished, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { makeProject } from '../helpers/supervised-project.ts'
import { findMachineParts, noMachineHere } from './machine-parts.ts'

const reason = (await noMachineHere()) ?? (process.getuid?.() === 0 ? undefined : 'only root can give the daemon namespaces of its own')
beforeEach(({ skip }) => { if (reason !== undefined) skip(reason) })

const changeMs = 10_000

// Not to reboot (--no-action), and in namespaces of its own: it sees no other process, and what it starts dies with it.
test('Linux\'s watchdog daemon, with our configuration: it is content while we beat, and calls the repair program, then reboots, when not', async () => {
  const project = await makeProject({ 'crash-only.json': '{"processes":{"web":{"command":"node idle.js"}}}', 'idle.js': 'setInterval(() => {}, 1000)' })
  await project.crashOnly('start')
  expect(await project.crashOnly('relay', '--file', '--stale-after', '3s')).toMatchObject({ code: 0 })
  await project.crashOnly('export', 'watchdog-daemon', '--into', 'out')
  const repair = join(project.folder, 'out', 'crash-only-repair-project')
  const conf = join(project.folder, 'watchdog.conf')
  const exported = await readFile(join(project.folder, 'out', 'watchdog.conf'), 'utf8')
  expect(exported).toContain('/usr/local/sbin/crash-only-repair-project')
  await writeFile(conf, exported.replace('/usr/local/sbin/crash-only-repair-project', repair).replace('realtime        = yes', 'realtime        = no'))
  const said = await startDaemon(conf, project.env)

  await delay(1.5 * changeMs) // what is asserted is that nothing happens meanwhile
  expect(said()).not.toMatch(/not changed|Retry timed-out|Shutdown/u)

  const { restarter, watchdog } = (await project.status()).supervision
  for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGSTOP')
  await eventually('it notices', async () => Promise.resolve(said().includes('not changed')), 60_000)
  await eventually('it would reboot, for the repair program could not help', async () =>
    Promise.resolve(said().includes('Shutdown blocked by --no-action (error 250')), 180_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${said()}`) })
})

async function startDaemon(conf: string, env: NodeJS.ProcessEnv): Promise<() => string> {
  const { watchdogDaemon } = await findMachineParts()
  const alone = ['--fork', '--pid', '--mount', '--net', '--kill-child']
  const noAction = ['--no-action', '--foreground', '--force', '--verbose', '--config-file', conf]
  const daemon = spawn('unshare', [...alone, watchdogDaemon, ...noAction], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => { daemon.kill('SIGKILL') })
  let text = ''
  for (const stream of [daemon.stdout, daemon.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
  await eventually('it is up', async () => Promise.resolve(text.includes('starting daemon')), 30_000).catch((error: unknown) => { throw new Error(`${String(error)}: ${text}`) })
  return () => text
}
