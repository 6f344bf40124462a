import { symlink } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { makeProject, programs } from '../helpers/supervised-project.ts'

const modules = join(import.meta.dirname, '../../node_modules')
const server = JSON.stringify(join(programs, 'chains/server.cjs'))
const serve = `require(${server}).serve()\n`

const plain = { scripts: { start: 'node app.js', nested: 'npm run start', both: 'echo first && npm run start' } }
const files = {
  'app.js': serve,
  'app.ts': `const port: number = Number(process.env.PORT)\nif (port > 0) ${serve}`,
  'package.json': JSON.stringify(plain),
  'hooked/package.json': JSON.stringify({ scripts: { prestart: 'node -e 0', start: 'node ../app.js' } }),
  'run.sh': 'echo starting\nnode app.js\necho ended\n',
  'other.js': 'setInterval(() => {}, 1000)\n',
  'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "types": [] } }',
  'vite.config.mjs': 'import { createRequire } from "node:module"\n' +
    `const { handle } = createRequire(import.meta.url)(${server})\n` +
    'export default { server: { host: "127.0.0.1", port: Number(process.env.PORT), strictPort: true }, plugins: [{ name: "chain", ' +
    'configureServer: (vite) => { vite.middlewares.use(handle) } }] }',
}

/** What a person types, and what runs in between in the end. */
const chains: readonly (readonly [string, { readonly command: string; readonly cwd?: string }])[] = [
  ['npm start', { command: 'npm start' }],
  ['npm start, with a hook, so that npm runs it', { command: 'npm start', cwd: 'hooked' }],
  ['npm run, a script that calls another', { command: 'npm run nested' }],
  ['npm run, a script that calls another after something else', { command: 'npm run both' }],
  ['pnpm start', { command: 'pnpm start' }],
  ['pnpm, with a flag, so that pnpm runs it', { command: 'pnpm --color run start' }],
  ['yarn start', { command: 'yarn start' }],
  ['yarn, with a flag, so that Yarn runs it', { command: 'yarn --no-progress start' }],
  ['npx', { command: 'npx tsx app.ts' }],
  ['tsx', { command: 'tsx app.ts' }],
  ['tsx watch', { command: 'tsx watch app.ts' }],
  ['ts-node', { command: 'ts-node --transpile-only app.ts' }],
  ['nodemon', { command: 'nodemon app.js' }],
  ['concurrently', { command: 'concurrently "node app.js" "node other.js"' }],
  ['vite', { command: 'vite' }],
  ['a shell script', { command: 'sh run.sh' }],
]

describe('in a chain the server is judged: its hang is found, a computation of ten seconds beside it is none', () => {
  test.each(chains)('%s', async (_what, entry) => {
    const port = await freePort()
    const config = { processes: { web: { ...entry, heartbeat: { staleAfterMs: 1_000 } } } }
    const env = { PORT: String(port), PATH: `${modules}/.bin:${process.env['PATH'] ?? ''}` }
    const project = await makeProject({ ...files, 'crash-only.json': JSON.stringify(config) }, { env })
    await symlink(modules, join(project.folder, 'node_modules'))
    const { code, stderr } = await project.crashOnly('start')
    expect(code, stderr).toBe(0)
    const pid = Number(await eventually('it serves', async () => answerOf(port)))
    const judged = await project.when('web', 'is judged by its server', ({ heartbeats }) => judgedPids(heartbeats).join() === String(pid))
    expect(judged).toMatchObject({ state: 'up', crashes: 0 })
    await fetch(`http://127.0.0.1:${port}/helper`)
    const beside = await project.when('web', 'has a silent helper', ({ heartbeats }) => heartbeats.some(({ ageMs }) => ageMs > 3_000))
    expect(beside).toMatchObject({ incarnation: judged.incarnation, hangs: 0, crashes: 0 })
    expect(judgedPids(beside.heartbeats)).toEqual(judgedPids(judged.heartbeats))
    await fetch(`http://127.0.0.1:${port}/hang`)
    await project.when('web', 'is found hanging', ({ hangs }) => hangs > 0)
    await eventually('another serves', async () => {
      const answer = await answerOf(port)
      return answer !== undefined && Number(answer) !== pid
    })
    expect(await project.process('web')).toMatchObject({ hangs: 1, crashes: 1 })
  })
})

test('heartbeat.judge names the script that is judged, where the usual choice is wrong', async () => {
  const config = { processes: { web: { command: 'node app.js & exec node other.js', heartbeat: { judge: 'other.js' } } } }
  const project = await makeProject({ ...files, 'crash-only.json': JSON.stringify(config) }, { env: { PORT: String(await freePort()) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const { pid } = await project.when('web', 'has two heartbeats', ({ heartbeats }) => heartbeats.some(({ phase }) => phase === 'serving'))
  expect((await project.crashOnly('status')).stdout).toMatch(new RegExp(`^web: judged by other\\.js \\(${pid ?? 0}\\), not by app\\.js`, 'mu'))
})

function judgedPids(heartbeats: readonly { readonly pid: number | null; readonly isJudged: boolean }[]): (number | null)[] {
  return heartbeats.filter(({ isJudged }) => isJudged).map(({ pid }) => pid)
}
