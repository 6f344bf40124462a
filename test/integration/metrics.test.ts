import { type ChildProcess, spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { findDebianFiles } from '../helpers/debian-files.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { type CommandResult, configOf, makeProject, projectIn, runToEnd, type SupervisedProject } from '../helpers/supervised-project.ts'

const idle = ['node', '-e', 'setInterval(() => {}, 1000)']
const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const parse = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = text_string_to_metric_families(sys.stdin.read())
print(json.dumps([[s.name, s.labels, s.value] for family in families for s in family.samples]))`

type ParsedSample = readonly [name: string, labels: Readonly<Record<string, string>>, value: number]

describe('what is printed', () => {
  test('the reference parser of OpenMetrics reads the figures of status, also in a folder whose name must be escaped', async (context) => {
    const parser = await findDebianFiles('python3-prometheus-client')
    if (parser === undefined) { context.skip('needs Debian\'s python3-prometheus-client, through apt-get'); return }
    const project = await inOddFolder('a "b" \\c \\n\nd é')
    await crashOnce(project)
    const { stdout } = await project.crashOnly('metrics')
    const samples = await parsed(stdout, join(parser, 'usr/lib/python3/dist-packages'), project)
    const value = (name: string, process?: string): number | undefined =>
      samples.find(([one, labels]) => one === name && labels['process'] === process)?.[2]

    expect(new Set(samples.map(([, labels]) => labels['project']))).toEqual(new Set([project.folder]))
    const { crashes, hangs, restarts, recovery, boot } = await project.process('web')
    expect({ crashes, hangs, restarts }).toEqual({ crashes: 1, hangs: 0, restarts: 1 })
    expect(value('crash_only_process_crashes_total', 'web')).toBe(crashes)
    expect(value('crash_only_process_restarts_total', 'web')).toBe(restarts)
    expect(value('crash_only_process_recovery_seconds_sum', 'web')).toBe((recovery.lastMs ?? 0) / 1_000)
    expect(value('crash_only_process_boot_seconds', 'web')).toBe((boot.lastMs ?? 0) / 1_000)
    expect(value('crash_only_process_up', 'web')).toBe(1)
    expect(value('crash_only_process_heartbeat_age_seconds', 'web')).toBeLessThan(2)
    expect(value('crash_only_process_availability_ratio', 'web')).toBeLessThan(1)
  })

  test('nothing runs: all is down, before the first start and after a stop, and a broken configuration changes nothing', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: idle }) })
    const checkDown = async (): Promise<void> => {
      const { code, stdout } = await project.crashOnly('metrics')
      expect(code).toBe(0)
      expect(stdout).toContain(`crash_only_role_up{project="${project.folder}",role="restarter"} 0\n`)
      expect(stdout).toContain(`crash_only_process_up{project="${project.folder}",process="web"} 0\n`)
      expect(stdout).toMatch(/\n# EOF\n$/u)
    }
    await checkDown()
    await project.crashOnly('start')
    await project.crashOnly('stop')
    await checkDown()
    await writeFile(join(project.folder, 'crash-only.json'), '{')
    await checkDown()
  })

  test('a project that was never started, with a configuration that cannot be read: its own programs are down', async () => {
    const project = await makeProject({ 'crash-only.json': '{' })
    const { code, stdout } = await project.crashOnly('metrics')
    expect(code).toBe(0)
    expect(stdout).toContain('role="watchdog"} 0\n')
    expect(stdout).not.toContain('crash_only_process')
  })

  test('a restarter that is stopped is not up; what it guarded is', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: idle }) })
    await project.crashOnly('start')
    const { restarter, watchdog } = (await project.status()).supervision
    process.kill(watchdog?.pid ?? 0, 'SIGSTOP') // else it would put an end to that
    process.kill(restarter?.pid ?? 0, 'SIGSTOP')
    const { code, stdout } = await project.crashOnly('metrics')
    for (const role of [restarter, watchdog]) process.kill(role?.pid ?? 0, 'SIGCONT')
    expect(code).toBe(0)
    expect(stdout).toContain('role="restarter"} 0\n')
    expect(stdout).toContain('process="web"} 1\n')
  })
})

describe('the file', () => {
  test('the node exporter reads those of two projects, as another user, whatever the umask', async (context) => {
    const exporter = await findDebianFiles('prometheus-node-exporter')
    if (exporter === undefined) { context.skip('needs Debian\'s prometheus-node-exporter, through apt-get'); return }
    const folder = await textfileFolder()
    for (const name of ['shop', 'bank']) {
      const project = await makeProject({ 'crash-only.json': configOf({ web: idle }) })
      await crashOnce(project)
      const file = join(folder, `${name}.prom`)
      const shell = `umask 077; exec "$0" "$@"`
      await runToEnd('sh', ['-c', shell, process.execPath, command, 'metrics', '--file', file], { cwd: project.folder, env: project.env })
      expect((await stat(file)).mode & 0o777).toBe(0o644)
    }
    const program = join(folder, '../exporter') // the cache may stand where nobody else can enter
    await copyFile(join(exporter, 'usr/bin/prometheus-node-exporter'), program)
    const text = await scrape(program, folder)
    expect(text).toContain('node_textfile_scrape_error 0\n')
    expect(text.match(/^crash_only_process_up\{.*\} 1$/gmu)).toHaveLength(2)
    expect(text.match(/^crash_only_process_crashes_total\{.*\} 1$/gmu)).toHaveLength(2)
    expect(text).toContain('# TYPE crash_only_process_crashes_total counter\n')
    expect(text).toContain('# TYPE crash_only_process_recovery_seconds histogram\n')
    expect(text).toContain('# TYPE crash_only_build_info gauge\n')
  })

  test('--every writes it again and again; while it cannot, it says so once and goes on; what a killed writer left is removed', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: idle }) })
    const folder = await textfileFolder()
    const file = join(folder, 'shop.prom')
    const [abandoned, foreign] = [`${file}.4711.1.new`, `${file}.4711.1.old`]
    for (const path of [abandoned, foreign]) {
      await writeFile(path, 'half')
      await utimes(path, new Date(0), new Date(0))
    }
    const writer = project.background('metrics', '--file', file, '--every', '1s')
    onTestFinished(() => { writer.child.kill('SIGKILL') })
    const upIs = async (value: number): Promise<boolean> => (await readFile(file, 'utf8')).includes(`process="web"} ${value}\n# HELP crash_only_process_state`)
    await eventually('it says that nothing is up', async () => upIs(0))
    await project.crashOnly('start')
    await eventually('it says that it is up', async () => upIs(1))
    expect(await readdir(folder)).toEqual(['shop.prom', 'shop.prom.4711.1.old'])
    await rm(folder, { recursive: true })
    await eventually('it tells', async () => Promise.resolve(writer.output().includes('there is no folder')))
    await mkdir(folder)
    await eventually('it writes again', async () => upIs(1))
    expect(writer.output()).toBe(`crash-only: cannot write ${file}: there is no folder ${folder} (make it, or correct --file) (it is tried again)\n`)
  })
})

describe('bad input: one line, exit 100, and nothing is written', () => {
  test.each([
    [['--file', 'crash-only.txt'], /--file crash-only\.txt: the node exporter reads only names that end in \.prom/u],
    [['--file', 'sub/.prom'], /the node exporter reads only names/u],
    [['--file', 'nowhere/a.prom'], /cannot write nowhere\/a\.prom: there is no folder nowhere \(make it, or correct --file\)/u],
    [['--file', 'crash-only.json/a.prom'], /crash-only\.json is no folder/u],
    [['--file', 'folder.prom'], /cannot write folder\.prom: it is a folder/u],
    [['--file', `${'a'.repeat(255)}.prom`], /the name is too long/u],
    [['--every', '15s'], /--every 15s: there is no --file to write/u],
    [['--file', 'a.prom', '--every', 'soon'], /--every soon: not a duration \(give 15s/u],
    [['--file', 'a.prom', '--every', '10ms'], /--every 10ms: shorter than 1s/u],
    [['--file', 'a.prom', '--every', '2d'], /--every 2d: longer than 24h/u],
    [['extra'], /too many arguments/u],
  ])('crash-only metrics %j', async (args, message) => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: idle }), 'folder.prom/x': '' })
    checkOneLine(await project.crashOnly('metrics', ...args), message)
    expect((await readdir(project.folder)).sort()).toEqual(['crash-only.json', 'folder.prom'])
  })

  test('a folder in which it may not write', async (context) => {
    if (process.getuid?.() !== 0) { context.skip('needs root, to become somebody else'); return }
    const project = await makeProject({ 'crash-only.json': configOf({ web: idle }) })
    const folder = await textfileFolder()
    const home = await mkdtemp(join(tmpdir(), 'co-nobody-'))
    onTestFinished(async () => { await rm(home, { recursive: true }) })
    const env = { ...project.env, XDG_STATE_HOME: join(home, 'state'), XDG_RUNTIME_DIR: join(home, 'run') }
    await runToEnd('chown', ['-R', '65534', home], { cwd: '/', env })
    const args = [command, 'metrics', '--file', join(folder, 'a.prom')]
    const result = await runToEnd(process.execPath, args, { cwd: '/', env, uid: 65_534 })
    checkOneLine(result, /no permission to make files in .* \(make the folder writable for your user\)/u)
  })
})

async function inOddFolder(name: string): Promise<SupervisedProject> {
  const { folder, env } = await makeProject({})
  const odd = join(folder, name)
  await mkdir(odd)
  await writeFile(join(odd, 'crash-only.json'), configOf({ web: idle }))
  return projectIn(odd, env, process.execPath)
}

async function crashOnce(project: SupervisedProject): Promise<void> {
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  expect(await project.crashOnly('crash-now', 'web')).toMatchObject({ code: 0 })
}

async function parsed(text: string, PYTHONPATH: string, project: SupervisedProject): Promise<readonly ParsedSample[]> {
  const file = join(project.folder, 'metrics.txt')
  await writeFile(file, text)
  const { stdout, stderr } = await runToEnd('sh', ['-c', 'exec python3 -c "$0" < metrics.txt', parse], { cwd: project.folder, env: { ...project.env, PYTHONPATH } })
  expect(stderr).toBe('')
  return JSON.parse(stdout) as readonly ParsedSample[]
}

/** Where everybody may read, as the node exporter's folder is. */
async function textfileFolder(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'co-textfile-')), 'collector')
  await mkdir(folder)
  await runToEnd('chmod', ['-R', '755', join(folder, '..')], { cwd: '/', env: process.env })
  onTestFinished(async () => { await rm(join(folder, '..'), { recursive: true }) })
  return folder
}

async function scrape(program: string, folder: string): Promise<string> {
  const port = await freePort()
  const args = ['--collector.disable-defaults', '--collector.textfile', `--collector.textfile.directory=${folder}`, `--web.listen-address=127.0.0.1:${port}`]
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore', ...nobody })
  onTestFinished(() => { child.kill('SIGKILL') })
  return eventually('the node exporter answers', async () => answerOf(port, '/metrics'))
}

function checkOneLine({ code, stdout, stderr }: CommandResult, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^crash-only: [^\n]+\n$/u)
  expect({ code, stdout }).toEqual({ code: 100, stdout: '' })
}
