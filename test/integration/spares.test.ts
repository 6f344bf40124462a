import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import type { ProcessStatus } from '../../extension/supervision/src/state/status.ts'
import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

interface Loaded {
  readonly aheadMs: number
  readonly pid: number
  readonly main: string | undefined
  readonly hasSend: boolean
}

interface Answer {
  readonly pid: number
  readonly own: string
  readonly loaded: Readonly<Record<'commonjs' | 'esm' | 'asks' | 'awaits', Loaded>>
  readonly variables: readonly string[]
  readonly hasSend: boolean
}

const file = (type: string): string => JSON.stringify({ type, exports: './index.js' })
const says = '{ at: Date.now(), pid: process.pid, main: undefined, hasSend: process.send !== undefined }'
const packages = {
  'node_modules/commonjs/package.json': file('commonjs'),
  'node_modules/commonjs/index.js': `module.exports = ${says}`,
  'node_modules/esm/package.json': file('module'),
  'node_modules/esm/index.js': `import commonjs from 'commonjs'\nexport const { at, pid, main, hasSend } = { ...${says}, with: commonjs }`,
  'node_modules/asks-for-main/package.json': file('commonjs'),
  'node_modules/asks-for-main/index.js': `module.exports = { ...${says}, main: String(require.main?.filename) }`,
  'node_modules/top-level-await/package.json': file('module'),
  'node_modules/top-level-await/index.js': `await null\nexport const { at, pid, main, hasSend } = ${says}`,
}

describe('a warm spare, the default', () => {
  test('takes over with its packages loaded; what is the program\'s own ran once in each life', async () => {
    const { project, ask } = await serve({})
    const before = await ask()
    const { spare } = await withSpare(project, 'warm')
    process.kill(before.pid, 'SIGKILL')
    const after = await ask()
    expect(after.pid).toBe(spare.pid)
    const { commonjs, esm, asks, awaits } = after.loaded
    for (const one of [commonjs, esm, asks, awaits]) expect(one).toMatchObject({ pid: after.pid, hasSend: false })
    // How long it had waited at its gate: loaded ahead, or when the program began.
    expect(commonjs.aheadMs).toBeGreaterThan(asks.aheadMs + 10)
    expect(esm.aheadMs).toBeGreaterThan(asks.aheadMs + 10)
    expect(asks.main).toBe(before.loaded.asks.main)
    expect(await lives(project)).toEqual([before.pid, after.pid])
    expect(after.variables.toSorted()).toEqual(before.variables.toSorted())
    expect(after.hasSend).toBe(false)
    const { restarts, crashes } = await project.when('web', 'is up', ({ state, incarnation }) => state === 'up' && incarnation > 1)
    expect({ restarts, crashes }).toEqual({ restarts: 1, crashes: 1 })
    const told = (await project.events()).filter(({ event }) => event === 'promoted' || event === 'exited')
    expect(told.map(({ event, data }) => [event, data?.pid])).toEqual([['exited', undefined], ['promoted', spare.pid]])
  })

  test('is made anew when it was used, when it was killed, and when a package is installed', async () => {
    const { project, ask } = await serve({})
    for (const round of [1, 2]) {
      await project.when('web', `is well, round ${round}`, ({ upMs }) => upMs > 1_500) // a death before is one of a row, and followed with a delay
      const { spare } = await withSpare(project, 'warm')
      process.kill((await ask()).pid, 'SIGKILL')
      expect((await ask()).pid).toBe(spare.pid)
    }
    const killed = await withSpare(project, 'warm')
    process.kill(killed.spare.pid, 'SIGKILL')
    const another = await withSpare(project, 'warm', killed.spare.pid)
    await writeFile(join(project.folder, 'package-lock.json'), '{}')
    await withSpare(project, 'boot', another.spare.pid) // what was learned is of other packages; the next cold start learns again
    expect(await lives(project)).toHaveLength(3)
  })

  test('that somebody stopped does not take over, and is killed', async () => {
    const { project, ask } = await serve({})
    const { spare } = await withSpare(project, 'warm')
    process.kill(spare.pid, 'SIGSTOP')
    process.kill((await ask()).pid, 'SIGKILL')
    const next = await eventually('one that was started cold answers', ask)
    expect(next.pid).not.toBe(spare.pid)
    await eventually('the stopped one is gone', async () => !(await project.pids()).includes(spare.pid))
  })

  test('a hang is followed by it, too', async () => {
    const { project, ask, port } = await serve({})
    const { spare } = await withSpare(project, 'warm')
    void answerOf(port, '/hang').catch(() => undefined)
    await project.when('web', 'is back', ({ pid, state }) => pid === spare.pid && state === 'up')
    expect((await ask()).pid).toBe(spare.pid)
    expect(await project.process('web')).toMatchObject({ hangs: 1, crashes: 1, restarts: 1 })
  })

  test('an exception that nobody catches is followed by it before the kernel has taken the process apart', async () => {
    const { project, ask, port } = await serve({})
    const { pid } = await ask()
    const { spare } = await withSpare(project, 'warm')
    await answerOf(port, '/throw')
    await project.when('web', 'is back', (now) => now.pid === spare.pid && now.state === 'up')
    const { lastCrash } = await project.process('web')
    expect(lastCrash).toMatchObject({ exitCode: 1, signal: null, reason: 'TypeError: x is undefined' })
    expect(lastCrash?.where).toMatchObject({ file: join(project.folder, 'server.mjs') })
    expect(lastCrash?.tail.join('\n')).toContain('TypeError: x is undefined') // it printed all that it had to say
    expect(await project.pids()).not.toContain(pid)
  })

  test('an exception that the program survives is followed by nobody', async () => {
    const survives = 'process.on("uncaughtException", () => undefined)\nawait import("./server.mjs")\n'
    const { project, ask, port } = await serve({}, { 'main.mjs': survives })
    const { pid } = await ask()
    await withSpare(project, 'warm')
    await answerOf(port, '/throw')
    expect((await ask()).pid).toBe(pid)
    expect(await project.process('web')).toMatchObject({ pid, crashes: 0 })
  })

  test('never outlives its restarter, not even stopped', async () => {
    const { project, ask } = await serve({})
    const { pid } = await ask()
    for (const signal of ['SIGCONT', 'SIGSTOP'] as const) {
      const { spare, restarter } = await withSpare(project, 'warm')
      process.kill(spare.pid, signal)
      process.kill(restarter, 'SIGKILL')
      await eventually('it is gone', async () => !(await project.pids()).includes(spare.pid))
      await withSpare(project, 'warm', spare.pid)
    }
    expect((await ask()).pid).toBe(pid)
  })

  test('loads no packages ahead of a program that sets its environment itself: they might read it', async () => {
    const sets = 'process.env.MODE = "set by the program"\nawait import("./server.mjs")\n'
    const { project } = await serve({}, { 'main.mjs': sets })
    const { advice } = await withSpare(project, 'boot')
    expect(advice).toContain('sets environment variables')
  })

  test('of a package\'s command loads what that needs ahead, and nothing of the package itself, for that would run it', async () => {
    const runs = `const commonjs = require('commonjs')
require('node:fs').appendFileSync('lives.txt', process.pid + '\\n')
require('node:http').createServer((_, response) => { response.end(JSON.stringify({ pid: process.pid, aheadMs: Date.now() - commonjs.at })) }).listen(Number(process.env.PORT), '127.0.0.1')\n`
    const tool = { 'node_modules/tool/bin.js': 'require("./run.js")', 'node_modules/tool/run.js': runs }
    const { project, ask } = await serve({ command: ['node', 'node_modules/tool/bin.js'] }, tool)
    const { pid } = await ask()
    const { spare } = await withSpare(project, 'warm')
    expect(await lives(project)).toEqual([pid])
    process.kill(pid, 'SIGKILL')
    expect((await ask()).pid).toBe(spare.pid)
    expect(await lives(project)).toEqual([pid, spare.pid])
    expect((await project.events()).filter(({ event }) => event === 'held')).toHaveLength(1) // it took what is held
  })

  test('loads nothing ahead where a package listens while it is loaded: it would be a second program', async () => {
    const listens = 'require("node:net").createServer().listen(0, "127.0.0.1")'
    const { project } = await serve({}, { 'node_modules/beacon/index.js': listens, 'main.mjs': 'import "beacon"\nawait import("./server.mjs")\n' })
    const { advice } = await withSpare(project, 'boot')
    expect(advice).toContain('a warm spare ended 3 times')
  })

  test('of a program that is no server takes over when all of the old one is dead', async () => {
    const { project } = await serve({}, {}, {})
    const { spare } = await withSpare(project, 'warm')
    const [first] = await lives(project)
    process.kill(first ?? 0, 'SIGKILL')
    await project.when('web', 'is back', ({ pid, state }) => pid === spare.pid && state === 'up')
    expect(await lives(project)).toEqual([first, spare.pid])
  })

  test('stop leaves none', async () => {
    const { project } = await serve({})
    await withSpare(project, 'warm')
    expect((await project.crashOnly('stop', 'web')).code).toBe(0)
    expect((await project.pids()).length).toBe(2) // the two roles
    await project.crashOnly('start')
    await withSpare(project, 'warm')
    expect((await project.crashOnly('stop')).code).toBe(0)
    expect(await project.pids()).toEqual([])
  })
})

describe('a hot spare', () => {
  test('has run up to listen, and takes over there', async () => {
    const { project, ask } = await serve({ spare: 'hot' })
    const { pid } = await ask()
    const { spare } = await withSpare(project, 'hot')
    expect(await lives(project)).toContain(spare.pid)
    expect((await ask()).pid).toBe(pid) // it does not serve
    process.kill(pid, 'SIGKILL')
    expect((await ask()).pid).toBe(spare.pid)
    expect(await project.when('web', 'is up', ({ state }) => state === 'up')).toMatchObject({ crashes: 1, restarts: 1 })
  })

  test('is never of yesterday\'s code', async () => {
    const { project, ask } = await serve({ spare: 'hot' })
    const { spare } = await withSpare(project, 'hot')
    const path = join(project.folder, 'server.mjs')
    await writeFile(path, (await readFile(path, 'utf8')).replace('first', 'second'))
    process.kill((await ask()).pid, 'SIGKILL') // at once: there was no time to make another
    expect(await ask()).toMatchObject({ own: 'second' })
    await withSpare(project, 'hot', spare.pid)
    process.kill((await ask()).pid, 'SIGKILL')
    expect(await ask()).toMatchObject({ own: 'second' })
  })

  test('stays warm for a program that listens on nothing, and says so', async () => {
    const { project } = await serve({ spare: 'hot' }, {}, {})
    const { advice } = await withSpare(project, 'warm')
    expect(advice).toContain('listens on nothing')
    expect(await lives(project)).toHaveLength(1)
  })

  test('that cannot run beside the program (a lock, a port of its own) is a warm one in the end', async () => {
    const locks = 'import { writeFileSync } from "node:fs"\nif (process.env.LOCK) writeFileSync("lock", "", { flag: "wx" })\nawait import("./server.mjs")\n'
    const { project } = await serve({ spare: 'hot', env: { LOCK: '1' } }, { 'main.mjs': locks })
    const { advice } = await withSpare(project, 'warm')
    expect(advice).toContain('ended 3 times')
  }, 90_000)
})

describe('Node\'s own HTTP server has answered once in a spare, before anything of the program ran', () => {
  const notes = `const isAhead = process.moduleLoadList.includes('NativeModule _http_server')
require('node:http').createServer((_, response) => { response.end(JSON.stringify({ pid: process.pid, isAhead })) }).listen(Number(process.env.PORT), '127.0.0.1')\n`
  const quiet = `const isAhead = process.moduleLoadList.includes('NativeModule _http_server')
require('node:net').createServer((socket) => {
  socket.once('data', () => { socket.end(\`HTTP/1.1 200 OK\\r\\n\\r\\n\${JSON.stringify({ pid: process.pid, isAhead })}\`) })
}).listen(Number(process.env.PORT), '127.0.0.1')\n`

  test.each([
    ['warm', 'of a program that serves HTTP', notes, true], ['hot', 'of a program that serves HTTP', notes, true],
    ['hot', 'but not where the program serves something else', quiet, false],
  ])('a %s one %s', async (spare, _of, program, isAhead) => {
    const port = await freePort()
    const config = JSON.stringify({ processes: { web: { command: ['node', 'program.cjs'], spare } } })
    const project = await makeProject({ 'crash-only.json': config, 'program.cjs': program }, { env: { PORT: String(port) } })
    await project.crashOnly('start')
    const ask = async (): Promise<{ pid: number; isAhead: boolean }> => JSON.parse((await answerOf(port)) ?? '') as { pid: number; isAhead: boolean }
    const first = await ask()
    expect(first.isAhead).toBe(false)
    const now = await project.when('web', 'has a spare', (web) => web.spare !== null)
    process.kill(first.pid, 'SIGKILL')
    expect(await ask()).toEqual({ pid: now.spare?.pid, isAhead })
  })
})

describe('none, and limits', () => {
  test('spare: none keeps none', async () => {
    const { project, ask } = await serve({ spare: 'none' })
    const { pid } = await ask()
    process.kill(pid, 'SIGKILL')
    await project.when('web', 'is up again', ({ state, incarnation }) => state === 'up' && incarnation > 1)
    expect((await project.events()).map(({ event }) => event)).not.toContain('promoted')
    expect((await project.pids()).length).toBe(3)
  })

  test('a spare that needs more memory than the process may have is not kept, and says so', async () => {
    const { project } = await serve({ maxMemoryMb: 20, spare: 'warm' })
    const { advice } = await project.when('web', 'says why', (now) => now.advice !== null)
    expect(advice).toContain('more than 20 MB')
  })

  test('an unknown word is one line', async () => {
    const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: { web: { command: 'node x.js', spare: 'cold' } } }) })
    const { code, stderr } = await project.crashOnly('start')
    expect(code).toBe(100)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('there is: none, warm, hot, pair')
  })
})

describe('a pair', () => {
  test('two serve on one socket; each is supervised, and one of them always answers', async () => {
    const { project, ask } = await serve({ spare: 'pair' })
    const twin = await project.when('web-twin', 'is up', ({ state }) => state === 'up')
    const { pid, spare } = await project.process('web')
    expect(spare).toEqual({ level: 'pair', pid: twin.pid })
    const answers = new Set<number>()
    await eventually('both answer', async () => answers.add((await ask()).pid).size === 2)
    expect(answers).toEqual(new Set([pid, twin.pid]))
    process.kill(pid ?? 0, 'SIGKILL')
    expect((await ask()).pid).toBe(twin.pid)
    await project.when('web', 'is up again', (now) => now.state === 'up' && now.pid !== pid)
    expect((await project.crashOnly('stop', 'web')).code).toBe(0)
    expect((await project.pids()).length).toBe(2)
  })

  test('of a command that does not start node is refused', async () => {
    const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: { web: { command: 'sh -c true', spare: 'pair' } } }) })
    const { code, stderr } = await project.crashOnly('start')
    expect(code).toBe(100)
    expect(stderr).toMatch(/^crash-only: .*a pair shares one socket.*\n$/u)
  })
})

/** `test/programs/packaged/server.mjs` under supervision; without PORT it listens on nothing. */
async function serve(entry: object, files: Readonly<Record<string, string>> = {}, env?: NodeJS.ProcessEnv) {
  const port = await freePort()
  const command = ['node', 'main.mjs' in files ? 'main.mjs' : 'server.mjs']
  const config = JSON.stringify({ processes: { web: { command, ...entry } } })
  const project = await makeProject({ 'crash-only.json': config, ...packages, ...files }, { env: env ?? { PORT: String(port) } })
  await cp(join(programs, 'packaged', 'server.mjs'), join(project.folder, 'server.mjs'))
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const ask = async (): Promise<Answer> => JSON.parse((await answerOf(port)) ?? '') as Answer
  return { project, port, ask }
}

/** Once it has a spare that has come so far, and is not the one with this pid. */
async function withSpare(project: SupervisedProject, level: string, not = 0) {
  const has = ({ spare }: ProcessStatus): boolean => spare !== null && spare.level === level && spare.pid !== not
  const { spare, advice } = await project.when('web', `has a ${level} spare`, has)
  const { restarter } = (await project.status()).supervision
  return { spare: spare ?? { level, pid: 0 }, advice, restarter: restarter?.pid ?? 0 }
}

async function lives({ folder }: SupervisedProject): Promise<number[]> {
  return (await readFile(join(folder, 'lives.txt'), 'utf8')).trim().split('\n').map(Number)
}
