import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { hasWorker } from '../helpers/has-worker.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const talk = join(programs, 'talk.mjs')

describe('each cause of the talk is found, repaired, and told in words, with the line of code where there is one', () => {
  test.each([
    { path: '/throw', says: /^died: TypeError: x is undefined/u, at: '/throw' },
    { path: '/reject', says: /^died: RangeError: nobody waits for this/u, at: '/reject' },
    { path: '/loop', says: /^killed: hung: no heartbeat for \d/u, at: '/loop' },
    { path: '/regex', says: /^killed: hung/u, at: '/regex' },
    { path: '/microtasks', says: /^killed: hung/u, at: '/microtasks' },
    { path: '/deadlock', says: /^killed: hung/u, at: '/deadlock' },
    { path: '/child', says: /^killed: hung.*, in execSync\("sleep 1000"\).*sleep 1000` running/u, at: '/child' },
    { path: '/fifo', says: /^killed: hung.*, in the system call open(?:at)?, waiting for the other side of a FIFO$/u, at: null },
    { path: '/abort', says: /^died: aborted itself: a native failure \(SIGABRT\)$/u, at: null },
    { path: '/segfault', says: /^died: native crash: it touched memory that is not its own \(SIGSEGV\)$/u, at: null },
    { path: '/exit', says: /^died: exit code 3$/u, at: null },
    { path: '/leak', says: /^died: out of memory: its JavaScript heap was full \(SIGABRT\)$/u, at: null },
  ])('$path', async ({ path, says, at }) => {
    const { project, port } = await serve()
    await answerOf(port, path)
    await project.when('web', 'is back', ({ state, restarts }) => state === 'up' && restarts === 1)
    const line = (await project.crashOnly('events')).stdout.split('\n').find((text) => /web: (?:died|killed): /u.test(text)) ?? ''
    const [told = '', place] = line.slice(line.indexOf('web: ') + 5).split(/ at (?=\/)/u)
    expect(told).toMatch(says)
    expect(place?.replace(/:\d+$/u, '')).toBe(at === null ? undefined : `${talk}:${await lineOf(at)}`)
    expect((await project.crashOnly('status')).stdout).toMatch(/web: last (?:crash|hang)/u)
  })

  test('stopped (SIGSTOP) is told as that', async () => {
    const { project } = await serve()
    process.kill((await project.process('web')).pid ?? 0, 'SIGSTOP')
    await project.when('web', 'is back', ({ state, restarts }) => state === 'up' && restarts === 1)
    expect((await project.process('web')).lastCrash).toMatchObject({ kind: 'hang', reason: 'hung: stopped (SIGSTOP)' })
  })
})

describe('what an exception says beside its message', () => {
  test.each([
    { what: 'its cause, and that one\'s', source: 'throw new Error("no bill", { cause: new TypeError("no total", { cause: 42 }) })',
      reason: 'Error: no bill, caused by TypeError: no total, caused by 42', at: ':1:' },
    { what: 'a cause that is itself', source: 'const e = new Error("round")\ne.cause = e\nthrow e', reason: 'Error: round', at: ':1:' },
    { what: 'all that failed together', source: 'throw new AggregateError([new Error("one"), "two"], "both")',
      reason: 'AggregateError: both, caused by Error: one, caused by two', at: ':1:' },
    { what: 'nothing: it is no exception', source: 'throw "a text"', reason: 'threw a text', at: null },
    { what: 'where an ES module is no JavaScript', source: 'const a = 1\nlet a = 2\n', reason: 'SyntaxError: Identifier \'a\' has already been declared', at: ':2:5' },
    { what: 'what is imported and does not exist', source: 'import { nope } from "node:fs"',
      reason: 'SyntaxError: The requested module \'node:fs\' does not provide an export named \'nope\'', at: ':1:10' },
  ])('$what', async ({ source, reason, at }) => {
    const project = await makeProject({ 'app.mjs': source, 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
    await project.crashOnly('start')
    const { lastCrash } = await project.when('web', 'has died', ({ crashes }) => crashes > 0)
    expect(lastCrash?.reason).toBe(reason)
    const place = lastCrash?.where && `${lastCrash.where.file}:${lastCrash.where.line}:${lastCrash.where.column}`
    if (at === null) expect(place).toBeNull()
    else expect(place).toContain(join(project.folder, 'app.mjs') + at)
  })
})

test('an exception beyond words does not reach a program that handles it', async () => {
  const source = 'process.on("uncaughtException", (e) => { console.log("handled", typeof e) })\n' +
    'setTimeout(() => { throw Object.create(null) }, 100)\nsetInterval(() => {}, 1000)\n'
  const project = await makeProject({ 'app.mjs': source, 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
  await project.crashOnly('start')
  await eventually('it handled it', async () => (await project.crashOnly('logs')).stdout.includes('handled object'))
  expect(await project.process('web')).toMatchObject({ crashes: 0, incarnation: 1 })
})

describe('the line is the author\'s', () => {
  const source = 'interface Order { total: number }\n\nfunction pay(order?: Order): number {\n  return order!.total\n}\nsetTimeout(() => pay(), 100)\n'
  test.each(['inline', 'external'] as const)('of TypeScript that was compiled with an %s source map', async (kind) => {
    const { code, map } = await transform(source, { loader: 'ts', sourcemap: kind, sourcefile: 'app.ts', minify: true, format: 'esm' })
    const end = kind === 'external' ? '\n//# sourceMappingURL=app.mjs.map\n' : ''
    const project = await makeProject({ 'app.mjs': code + end, 'app.mjs.map': map, 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
    await project.crashOnly('start')
    const { lastCrash } = await project.when('web', 'has died', ({ crashes }) => crashes > 0)
    expect(lastCrash?.where).toEqual({ file: join(project.folder, 'app.ts'), line: 4, column: expect.any(Number) as number })
  })

  test('and so are the names of functions in the stack, where a call tells them', async () => {
    const named = `interface Order { total: number }\nfunction pay(order?: Order): number {\n  return order!.total\n}\n` +
      'async function serve(): Promise<number> {\n  await null\n  return pay()\n}\n' +
      'async function main(): Promise<void> {\n  const sum = await serve()\n  console.log(sum, pay({ total: 1 }), await serve())\n}\nvoid main()\n'
    const { code } = await transform(named, { loader: 'ts', sourcemap: 'inline', sourcefile: 'app.ts', minify: true, format: 'cjs' })
    const project = await makeProject({ 'app.cjs': code, 'crash-only.json': configOf({ web: ['node', 'app.cjs'] }) })
    await project.crashOnly('start')
    await project.when('web', 'has died', ({ crashes }) => crashes > 0)
    const { data } = (await project.events()).find(({ event }) => event === 'exited') ?? {}
    const frames = data?.stack?.split('\n').map((line) => line.trim().replaceAll(`${project.folder}/`, '')) ?? []
    expect(frames.slice(1, 3)).toEqual(['at pay (app.ts:3:17)', 'at serve (app.ts:7:10)'])
    // Nobody in the stack calls it, so that its name stays what it was in the file that ran.
    expect(frames.at(-1)).toMatch(/^at async \w \(app\.ts:10:\d+\)$/u)
  })

  test('a map that is torn, huge or a lie changes nothing: the line is that of the file that ran', async () => {
    const code = `setTimeout(() => { throw new Error('here') }, 100)\n//# sourceMappingURL=app.mjs.map\n`
    const project = await makeProject({ 'app.mjs': code, 'app.mjs.map': '{"version":3,', 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
    await project.crashOnly('start')
    const { lastCrash } = await project.when('web', 'has died', ({ crashes }) => crashes > 0)
    expect(lastCrash?.where).toMatchObject({ file: join(project.folder, 'app.mjs'), line: 1 })
  })
})

test('the text of the line is in the journal, unless its file was changed since that life began', async () => {
  const changes = "import { appendFileSync } from 'node:fs'\nappendFileSync(new URL(import.meta.url), '\\n')\nthrow new Error('there')\n"
  const project = await makeProject({
    'same.mjs': "setTimeout(() => {\n  throw new Error('here')\n}, 100)\n", 'changes.mjs': changes,
    'crash-only.json': configOf({ same: ['node', 'same.mjs'], changes: ['node', 'changes.mjs'] }),
  })
  await project.crashOnly('start')
  for (const name of ['same', 'changes']) await project.when(name, 'has died', ({ crashes }) => crashes > 0)
  const codes = (await project.events()).filter(({ event }) => event === 'exited').map(({ name, data }) => [name, data?.where?.line, data?.code])
  expect(codes).toContainEqual(['same', 2, "throw new Error('here')"])
  expect(codes).toContainEqual(['changes', 3, undefined])
})

test('the last lines that it printed are in the journal and in status', async () => {
  const code = 'for (let i = 1; i <= 30; i += 1) console.error(`line ${i}`)\nprocess.exit(1)'
  const project = await makeProject({ 'app.mjs': code, 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
  await project.crashOnly('start')
  const { lastCrash } = await project.when('web', 'has died', ({ crashes }) => crashes > 0)
  expect(lastCrash?.tail).toEqual(Array.from({ length: 10 }, (_, index) => `line ${index + 21}`))
  expect((await project.crashOnly('status')).stdout).toContain('| line 30')
})

test('a program that is only slow is not disturbed: what was noted of it is gone when it is back', async () => {
  const slow = `setInterval(() => { const end = Date.now() + 1600; while (Date.now() < end); }, 3000)`
  const project = await makeProject({ 'app.mjs': slow, 'crash-only.json': configOf({ web: ['node', 'app.mjs'] }) })
  await project.crashOnly('start')
  await eventually('it was silent, and is back', async () => (await project.events()).some(({ why }) => why === 'the heartbeat is back'))
  expect(await project.process('web')).toMatchObject({ crashes: 0, incarnation: 1 })
  await eventually('nothing is noted', async () => promisify(execFile)('ls', [project.paths.diagnosis]).then(({ stdout }) => stdout === ''))
})

test('heartbeat.stack: false starts no worker; then the kernel says that it was no system call', async () => {
  const config = JSON.stringify({ processes: { web: { command: ['node', talk], heartbeat: { stack: false } } } })
  const { project, port } = await serve(config)
  await answerOf(port, '/loop')
  await project.when('web', 'is back', ({ state, restarts }) => state === 'up' && restarts === 1)
  expect((await project.process('web')).lastCrash).toMatchObject({ kind: 'hang', where: null, doing: 'computing, in no system call' })
})

async function serve(config = configOf({ web: ['node', talk] })): Promise<{ project: SupervisedProject; port: number }> {
  const port = await freePort()
  const project = await makeProject({ 'crash-only.json': config }, { env: { PORT: String(port), NODE_OPTIONS: '--max-old-space-size=100' } })
  const fifo = join(project.folder, 'fifo')
  await promisify(execFile)('mkfifo', [fifo])
  project.env['FIFO'] = fifo
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const { pid } = await project.when('web', 'is up', ({ state }) => state === 'up')
  // The worker that notes the line of a hang comes a second after the program is up.
  if (!config.includes('"stack":false')) await eventually('its worker is there', async () => hasWorker(pid ?? 0))
  return { project, port }
}

async function lineOf(path: string): Promise<number> {
  return (await readFile(talk, 'utf8')).split('\n').findIndex((line) => line.includes(`'${path}'`)) + 1
}

