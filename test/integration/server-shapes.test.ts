import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import type { ProcessStatus, Status } from '../../extension/supervision/src/state/status.ts'
import { askServer, type Protocol } from '../helpers/ask-server.ts'
import { startLoad } from '../helpers/client-load.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { findNode } from '../helpers/node-versions.ts'
import { makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const shapes: Readonly<Record<string, readonly [file: string, protocol: Protocol]>> = {
  commonjs: ['commonjs.cjs', 'http'],
  esm: ['esm.mjs', 'http'],
  typescript: ['typescript.ts', 'http'],
  express: ['express.mjs', 'http'],
  fastify: ['fastify.mjs', 'http'],
  http2: ['http2.mjs', 'http2'],
  tls: ['tls.mjs', 'https'],
  websocket: ['websocket.mjs', 'websocket'],
  cluster: ['cluster.cjs', 'http'],
}
const crashes = 2

/** Of a shape under load: how often a connection was refused, and whether the last answer came from the last incarnation. */
type Outcome = { readonly refused: number; readonly isBack: boolean } | 'cannot be run by this Node'
const well: Outcome = { refused: 0, isBack: true }
const allWell = Object.fromEntries(Object.keys(shapes).map((shape) => [shape, well]))

describe('every shape of server, killed while clients ask all the time: no connection is refused, and it answers again', () => {
  test('Node 20, which does not run TypeScript', { timeout: 120_000 }, async () => {
    expect(await outcomes('20.19.6')).toEqual({ ...allWell, typescript: 'cannot be run by this Node' })
  })

  test.each(['22.23.3', '24', '26.9.0'])('Node %s', { timeout: 120_000 }, async (version) => {
    expect(await outcomes(version)).toEqual(allWell)
  })
})

interface Served {
  readonly shape: string
  readonly protocol: Protocol
  readonly port: number
}

async function outcomes(version: string): Promise<Readonly<Record<string, Outcome>>> {
  const node = version === '24' ? join(programs, '../../node_modules/.bin/node') : await findNode(version)
  const served = await Promise.all(Object.entries(shapes).map(async ([shape, [file, protocol]]) => ({ shape, file, protocol, port: await freePort() })))
  const processes = served.map(({ shape, file, port }) => [shape, { command: [node, join(programs, 'servers', file)], env: { PORT: String(port) } }])
  const project = await makeProject({ 'crash-only.json': JSON.stringify({ processes: Object.fromEntries(processes) as unknown }) })
  await project.crashOnly('start')
  const when = sharedLook(project)
  return Object.fromEntries(await Promise.all(served.map(async (one) => [one.shape, await crashUnderLoad(when, one)] as const)))
}

async function crashUnderLoad(when: When, { shape, protocol, port }: Served): Promise<Outcome> {
  const first = await when(shape, ({ held, crashes: deaths }) => held.length > 0 || deaths > 0)
  if (first.lastCrash?.reason.includes('Unknown file extension') === true) return 'cannot be run by this Node'
  const load = startLoad(protocol, port)
  for (let incarnation = 1; incarnation <= crashes; incarnation += 1) {
    const { pid } = await when(shape, (process) => process.restarts === incarnation - 1 && process.state === 'up')
    process.kill(pid ?? 0, 'SIGKILL')
    const before = load.answers()
    await eventually(`${shape} answers again`, async () => Promise.resolve(load.answers() > before))
  }
  const { pid } = await when(shape, (process) => process.restarts === crashes && process.state === 'up')
  await load.end()
  const answering = Number(await askServer(protocol, port))
  return { refused: load.refused(), isBack: [answering, await parentOf(answering)].includes(pid ?? 0) }
}

type When = (name: string, check: (process: ProcessStatus) => boolean) => Promise<ProcessStatus>

/** Waits for a state, with one look at the project at a time for all who wait. */
function sharedLook(project: SupervisedProject): When {
  let look: Promise<Status> | undefined
  const status = async (): Promise<Status> => {
    look ??= project.status().finally(() => { look = undefined })
    return look
  }
  return async (name, check) => eventually(`${name} is as expected`, async () => {
    const found = (await status()).processes.find((process) => process.name === name)
    if (found !== undefined && check(found)) return found
    throw new Error(`it is ${JSON.stringify(found)}`)
  }, 60_000)
}

/** A cluster's worker answers for its primary. */
async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^PPid:\s*(\d+)/mu.exec(status)?.[1])
}
