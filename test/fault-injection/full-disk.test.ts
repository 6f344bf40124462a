import { execFile } from 'node:child_process'
import { appendFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs, type SupervisedProject } from '../helpers/supervised-project.ts'

const run = promisify(execFile)
const server = join(programs, 'server.mjs')
const diskBytes = 1_000_000
const pageBytes = 4_096
const canMount = process.getuid?.() === 0 && process.platform === 'linux'

// Filling a disk takes one of our own: a small tmpfs, which only root may mount.
test.skipIf(!canMount)('a full disk stops no supervision; the events that it cost are counted when there is room again', async () => {
  const { project, port, fill } = await onSmallDisk()
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const filler = await fill()
  for (const round of [1, 2]) {
    const pid = Number(await answerOf(port))
    process.kill(pid, 'SIGKILL')
    await eventually(`it serves again, round ${round}`, async () => {
      const now = Number(await answerOf(port))
      return now > 0 && now !== pid
    })
  }
  await rm(filler)
  process.kill(Number(await answerOf(port)), 'SIGKILL')
  // Each role counts what it lost itself, and tells with its own next event.
  await eventually('the journal goes on, and counts what is missing', async () => {
    const counts = (await project.events()).map(({ data }) => data?.dropped ?? 0)
    return counts.reduce((sum, count) => sum + count, 0) > 3
  })
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(await project.pids()).toEqual([])
})

test.skipIf(!canMount)('start on a full disk: one line, exit 111, nothing left running', async () => {
  const { project, fill } = await onSmallDisk()
  await fill()
  const { code, stderr } = await project.crashOnly('start')
  expect(stderr).toMatch(/^crash-only: cannot write \/.*: the disk is full \(free some space, then try again\)\n$/u)
  expect(code).toBe(111)
  expect(await project.pids()).toEqual([])
  expect(await readdir(join(dirname(project.paths.state), 'programs'))).toEqual([]) // no half of them takes the room that is left
})

async function onSmallDisk(): Promise<{ project: SupervisedProject; port: number; fill: () => Promise<string> }> {
  const port = await freePort()
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', server] }) }, { env: { PORT: String(port) } })
  const disk = dirname(dirname(project.paths.state))
  await mkdir(disk, { recursive: true })
  await run('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes},mode=700`, 'tmpfs', disk])
  onTestFinished(async () => { await run('umount', ['--lazy', disk]) })
  const fill = async (): Promise<string> => {
    const filler = join(disk, 'filler')
    for (const directory of [project.paths.events, project.paths.logs]) await padFiles(directory)
    await writeFile(filler, Buffer.alloc(diskBytes)).catch(() => undefined) // until there is no room
    return filler
  }
  return { project, port, fill }
}

// A page that a file has begun still takes what fits, also on a full disk; so it is filled, for readers a foreign line.
async function padFiles(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const { size } = await stat(join(directory, name))
    await appendFile(join(directory, name), `${'-'.repeat(pageBytes - (size % pageBytes) - 1)}\n`)
  }
}
