import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { type CommandResult, configOf, makeProject, programs, runToEnd, type SupervisedProject } from '../helpers/supervised-project.ts'

const server = join(programs, 'server.mjs')
const crashOnly = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const fixYourInput = 100
const tryAgainLater = 111

describe('a configuration that is not valid: one line, exit 100, nothing left running', () => {
  test.each([
    ['not JSON', '{ "processes": ', /crash-only\.json:1: invalid JSON: .*correct it/u],
    ['an empty file', '', /crash-only\.json:1: invalid JSON/u],
    ['no processes', '{}', /lacks "processes"/u],
    ['an unknown key', '{"processes":{"web":{"comand":"x"}}}', /processes\.web has an unknown key "comand" \(did you mean "command"\?\)/u],
    ['a command of the wrong type', '{"processes":{"web":{"command":7}}}', /processes\.web\.command must be/u],
    ['a limit of zero', '{"processes":{"web":{"command":"node x","heartbeat":{"staleAfterMs":0}}}}', /staleAfterMs must be >= 500/u],
    ['a name that is a path', '{"processes":{"../web":{"command":"node x"}}}', /a process name has letters/u],
    ['a circle of needs', '{"processes":{"web":{"command":"x","needs":["db"]},"db":{"command":"x","needs":["web"]}}}', /web -> db -> web/u],
    ['a need that is not there', '{"processes":{"web":{"command":"x","needs":["dv"]},"db":{"command":"x"}}}', /did you mean "db"\?/u],
    ['a health URL of another machine', healthOf('http://10.1.2.3/'), /health\.http: 10\.1\.2\.3 is not this machine/u],
    ['a key that stands twice', '{"processes":{"web":{"command":"x","command":"y"}}}', /the key "command" stands twice/u],
    ['a cache outside', '{"processes":{"web":{"command":"x"}},"caches":["../.."]}', /is not inside the project's folder/u],
    ['a key with a line break and an escape sequence', '{"processes":{"web":{"command":"x"}},"a\\n\\u001b[2Jb":1}', /unknown key/u],
    ['a command that does not exist', configOf({ web: 'nodee server.js' }), /process "web": command "nodee" was not found in PATH/u],
    ['a program that does not exist', configOf({ web: ['./server', 'x'] }), /command "\.\/server" was not found/u],
    ['a folder that does not exist', '{"processes":{"web":{"command":"node x","cwd":"nope"}}}', /cwd .*nope is no directory/u],
  ])('%s', async (_what, config, message) => {
    const project = await makeProject({ 'crash-only.json': config })
    checkOneLine(await project.crashOnly('start'), fixYourInput, message)
    expect(await project.pids()).toEqual([])
  })

  test('a script that is not in package.json', async () => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: 'npm run strat' }), 'package.json': '{"scripts":{"start":"x"}}' })
    checkOneLine(await project.crashOnly('start'), fixYourInput, /package\.json has no such script \(did you mean "start"\?\)/u)
  })

  test('a folder in the place of the file', async () => {
    const project = await makeProject({ 'crash-only.json/x': '' })
    checkOneLine(await project.crashOnly('start'), fixYourInput, /crash-only\.json is a folder \(put a file there/u)
  })

  test('a pipe in the place of the file is not waited for', async () => {
    const project = await makeProject({})
    await promisify(execFile)('mkfifo', [join(project.folder, 'crash-only.json')])
    checkOneLine(await project.crashOnly('start'), fixYourInput, /crash-only\.json is no file/u)
  })

  test('a byte order mark is no mistake', async () => {
    const project = await makeProject({ 'crash-only.json': `\uFEFF${configOf({ web: 'node idle.js' })}`, 'idle.js': 'setInterval(() => {}, 1000)' })
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  })

  test('nothing to run', async () => {
    const project = await makeProject({})
    checkOneLine(await project.crashOnly('start'), fixYourInput, /there is nothing to run in .* \(add a crash-only\.json/u)
  })

  test('a Procfile with a line that is none', async () => {
    const project = await makeProject({ Procfile: 'web: node server.js\nnonsense\n' })
    checkOneLine(await project.crashOnly('start'), fixYourInput, /Procfile:2: not of the form/u)
  })
})

describe('a command line that is not valid: one line, exit 100', () => {
  test.each([
    [['bogus'], /unknown command 'bogus'/u],
    [['start', '--bogus'], /unknown option '--bogus'/u],
    [['crash-now', 'web', '--how', 'magic'], /--how magic: there is no such way \(there is: kill, /u],
    [['events', '--since', 'soon'], /--since soon: not a time/u],
    [['pause', 'web', '--for', 'ages'], /--for ages: not a duration \(give 90s, 10m/u],
    [['pause', 'web', '--for', '25h'], /--for 25h: longer than 24h/u],
    [['pause'], /missing required argument 'name'/u],
    [['run', '--name', 'a/b', '--', 'node', 'x'], /a process name has letters/u],
  ])('crash-only %j', async (args, message) => {
    const project = await makeProject({})
    checkOneLine(await project.crashOnly(...args), fixYourInput, message)
  })
})

describe('a name that is not there', () => {
  test.each([['stop'], ['restart'], ['crash-now'], ['logs'], ['pause']])('crash-only %s nope', async (command) => {
    const project = await serve()
    checkOneLine(await project.crashOnly(command, 'nope'), fixYourInput, /no process is called nope \(there is: web\)/u)
    expect(await project.process('web')).toMatchObject({ state: 'up', crashes: 0 })
  })

  test.each([['restart'], ['crash-now']])('crash-only %s where nothing runs', async (command) => {
    const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) })
    checkOneLine(await project.crashOnly(command), tryAgainLater, /nothing is running in .* \(crash-only start\)/u)
  })
})

test('a second start in the same folder says so and changes nothing', async () => {
  const project = await serve()
  const { pid } = await project.process('web')
  expect(await project.crashOnly('start')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^already running in .*\n$/u) as string })
  expect(await project.process('web')).toMatchObject({ pid, crashes: 0, restarts: 0 })
})

test.each(['start', 'run', 'status', 'stop'])('crash-only %s in a folder that was deleted under the terminal', async (command) => {
  const { folder, env } = await makeProject({})
  const inDeleted = `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$1" ${command}`
  const result = await runToEnd('sh', ['-c', inDeleted, process.execPath, crashOnly], { cwd: folder, env })
  expect(result).toMatchObject({ code: fixYourInput, stdout: '', stderr: 'crash-only: this folder was deleted (go to another one: cd)\n' })
})

test('stop where nothing runs is no error', async () => {
  const project = await makeProject({})
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is running') as string })
})

test.each(['start', 'run'])('a port in use: crash-only %s says which, and nothing is left running', async (command) => {
  const port = await freePort()
  const other = createServer().listen(port, '127.0.0.1')
  onTestFinished(() => { other.close() })
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) }, { env: { PORT: String(port) } })
  const { code, stderr } = await project.crashOnly(command)
  expect(stderr).toMatch(/^crash-only: web cannot start: .*EADDRINUSE.*127\.0\.0\.1:\d+ \(\S+ \(pid \d+\) listens there\) \(stop the program that has the port.*\)\n$/u)
  expect(code).toBe(tryAgainLater)
  await eventually('nothing is left', async () => (await project.pids()).length === 0)
})

test.skipIf(process.getuid?.() !== 0)('a state folder of another user', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) })
  await mkdir(project.paths.state, { recursive: true })
  await chown(project.paths.state, 1234, 1234)
  checkOneLine(await project.crashOnly('start'), fixYourInput, /cannot use .*: it belongs to user id 1234 \(remove it, or set XDG_STATE_HOME/u)
})

test('a state folder that is a file', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) })
  await mkdir(dirname(project.paths.state), { recursive: true })
  await writeFile(project.paths.state, '')
  checkOneLine(await project.crashOnly('start'), fixYourInput, /cannot (?:use|create) .*(?:not a directory|EEXIST)/u)
})

test('a state folder that others may enter is made private', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) }, { env: { PORT: String(await freePort()) } })
  await mkdir(project.paths.state, { recursive: true })
  await chmod(project.paths.state, 0o755)
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  for (const path of [project.paths.state, project.paths.runtime, project.paths.events, project.paths.leases]) {
    expect((await stat(path)).mode & 0o077, path).toBe(0)
  }
})

test('a heartbeat file that is deleted is made again, and accuses nobody', async () => {
  const project = await serve()
  const { pid } = await project.process('web')
  const path = join(project.paths.heartbeats, `web.1.${pid ?? 0}`)
  await rm(path)
  await eventually('it is there again', async () => (await readFile(path, 'utf8')).startsWith('serving'))
  expect(await project.process('web')).toMatchObject({ pid, state: 'up', crashes: 0 })
})

test('a program that fails at its start is told with its last error, and is tried again', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: 'node missing.js' }) })
  checkOneLine(await project.crashOnly('start'), tryAgainLater, /web died at its start: .*(?:Cannot find module|exit code 1)/u)
  await project.when('web', 'was tried again', ({ restarts }) => restarts >= 2)
  await writeFile(join(project.folder, 'missing.js'), 'setInterval(() => {}, 1000)')
  await project.when('web', 'is up', ({ state }) => state === 'up')
})

async function serve(): Promise<SupervisedProject> {
  const port = await freePort()
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) }, { env: { PORT: String(port) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  expect(await answerOf(port)).toBeDefined()
  return project
}

function checkOneLine({ code, stdout, stderr }: CommandResult, exitCode: number, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^crash-only: [^\n]+\n$/u)
  expect(stdout).toBe('')
  expect(code).toBe(exitCode)
}

function healthOf(http: string): string {
  return JSON.stringify({ processes: { web: { command: 'x', health: { http } } } })
}
