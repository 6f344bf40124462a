import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { BareClient } from '../../helpers/lint-server/bare-client.ts'
import { root, trackedFiles } from '../../tidy/tracked-files.ts'
import { memoryOf } from '../process-cost.ts'
import { summary, table } from '../table.ts'

const rounds = 7
const checkDeadlineMs = 300_000
const bytesOfKib = 1_024
const bytesPerMb = 1_000_000
const handler = `process.on('SIGTERM', () => { save(); process.exit() })\n`
const files = { 'server.js': handler, 'page.js': `${handler}serve()\n`, 'server.ts': `const name: string = ''\n${handler}` } as const

interface Summary {
  readonly files: number
  readonly findings: number
}

interface Times {
  readonly first: number
  readonly next: number
  readonly typed: number
  readonly firstTypes: number
}

/** What the language server takes, without an editor around it. */
export async function measureLintServer(home: string): Promise<string> {
  const all: Times[] = []
  for (let round = 0; round < rounds; round += 1) all.push(await timesOf(await makeFolder(home)))
  const row = (what: string, of: (times: Times) => number): string[] => [what, ...summary(all.map((times) => Math.round(of(times)))).cells]
  const times = table(['the language server, ms', 'median', 'p95', 'n'], [
    row('from its start to the first finding', ({ first }) => first),
    row('from opening another file to its finding', ({ next }) => next),
    row('from a key to the finding, 300 of them a pause on purpose', ({ typed }) => typed),
    row('from opening the first file with types to its finding', ({ firstTypes }) => firstTypes),
  ])
  return `${times}\n${await wholeProject(home)}`
}

async function makeFolder(home: string): Promise<string> {
  const folder = await mkdtemp(join(home, 'lint-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { flag: 'wx' })
  return folder
}

async function timesOf(folder: string): Promise<Times> {
  const begin = performance.now()
  const client = new BareClient(folder)
  try {
    await client.initialize()
    await client.timeToFindings('server.js', async () => client.open('server.js'))
    const first = performance.now() - begin
    const next = await client.timeToFindings('page.js', async () => client.open('page.js'))
    const typed = await client.timeToFindings('server.js', async () => client.change('server.js', `${handler}${handler}`))
    const firstTypes = await client.timeToFindings('server.ts', async () => client.open('server.ts'))
    return { first, next, typed, firstTypes }
  } finally {
    client.close()
  }
}

/** The sources of this repository, without its ESLint configuration: that has our plugin, and its files would be left to ESLint. */
async function wholeProject(home: string): Promise<string> {
  const folder = await mkdtemp(join(home, 'whole-'))
  for (const file of await trackedFiles('*.ts', '*.js', '*.mjs', '*.cjs', ':!eslint.config.js')) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await cp(join(root, file), join(folder, file))
  }
  const client = new BareClient(folder)
  try {
    await client.initialize()
    const before = await memoryOfServer(client)
    const begin = performance.now()
    const deadline = setTimeout(() => { client.close() }, checkDeadlineMs) // then the request fails
    const command = { command: 'crash-only.checkProject', arguments: [] }
    const { files: count, findings } = await client.connection.sendRequest<Summary>('workspace/executeCommand', command)
    clearTimeout(deadline)
    const seconds = (performance.now() - begin) / 1_000
    const after = await memoryOfServer(client)
    return table(['the whole of this repository', ''], [
      ['files', String(count)],
      ['findings', String(findings)],
      ['seconds', seconds.toFixed(1)],
      ['ms for each file', ((seconds * 1_000) / count).toFixed(1)],
      ['private memory before, MB', before.privateMb.toFixed(0)],
      ['after, MB', after.privateMb.toFixed(0)],
      ['most that was resident, MB', after.peakMb.toFixed(0)],
    ])
  } finally {
    client.close()
  }
}

async function memoryOfServer({ server }: BareClient): Promise<{ privateMb: number; peakMb: number }> {
  const pid = server.pid ?? 0
  const [, peak = '0'] = /^VmHWM:\s+(\d+)/mu.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? []
  return { privateMb: (await memoryOf(pid)).privateMb, peakMb: (Number(peak) * bytesOfKib) / bytesPerMb }
}
