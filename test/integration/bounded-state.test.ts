import { appendFile, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { journalPartsMax } from '../../extension/supervision/src/state/journal-retention.ts'
import { eventually } from '../helpers/eventually.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const limitBytes = 8_000_000
const partBytes = 2_000_000

// The restarter looks when it comes up, and every minute; a test does not wait for minutes.
test('old parts of the journal go, with the beginning of the present run, and status tells the same as before', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', '-e', 'setInterval(() => {}, 1000)'] }) })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  for (let crashes = 0; crashes < 1; crashes += 1) await crashWeb(project)
  for (let old = 0; old < journalPartsMax + 5; old += 1) {
    await writeFile(join(project.paths.events, `2020-01-01${old === 0 ? '' : `.${old}`}.jsonl`), 'nothing of ours\n')
  }
  await fillJournal(project)
  await crashWeb(project) // begins another part
  await fillJournal(project)
  await crashWeb(project)
  const before = await project.process('web')
  expect(before).toMatchObject({ crashes: 3, restarts: 3 })

  await killRestarter(project)
  await eventually('the old parts are gone', async () => (await readdir(project.paths.events)).length === journalPartsMax)
  const after = await project.process('web')
  expect(after.upMs).toBeGreaterThanOrEqual(before.upMs)
  expect(after.availability.windowMs).toBeGreaterThanOrEqual(before.availability.windowMs)
  for (const key of ['state', 'pid', 'incarnation', 'crashes', 'hangs', 'restarts', 'recovery', 'lastCrash'] as const) {
    expect(after[key], key).toEqual(before[key])
  }
  // What is left of the past is still told.
  expect((await project.crashOnly('events')).stdout).toContain('web: died: killed (SIGKILL)')
})

test('output that has grown too long is cut while the program runs; who follows it sees what comes after', async () => {
  const print = `process.stdout.write('x'.repeat(999) + '\\n'); `
  const program = `for (let n = 0; n < ${limitBytes / 900}; n += 1) ${print} let n = 0; setInterval(() => console.log('line ' + n++), 20)`
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', '-e', program] }) })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const log = join(project.paths.logs, 'web.log')
  await eventually('it has grown too long', async () => (await stat(log)).size > limitBytes)
  const { pid } = await project.process('web')
  const follower = project.background('logs', '--follow')
  onTestFinished(() => { follower.child.kill('SIGKILL') })
  await eventually('it is followed', async () => Promise.resolve(/line \d+\n/u.test(follower.output())))

  await killRestarter(project)
  await eventually('it is short again', async () => (await stat(log)).size < limitBytes)
  const after = Number(/line (\d+)\n$/u.exec(await readFile(`${log}.1`, 'utf8'))?.[1])
  const text = await eventually('what comes is shown', async () =>
    Promise.resolve(follower.output().includes(`line ${after + 20}\n`) && follower.output()))
  const shown = [...text.matchAll(/line (\d+)\n/gu)].map(([, n]) => Number(n))
  expect(shown).toEqual(shown.toSorted((a, b) => a - b))
  expect(new Set(shown).size).toBe(shown.length)
  expect(await project.process('web')).toMatchObject({ pid, crashes: 0 })
})

async function crashWeb(project: SupervisedProject): Promise<void> {
  const { pid, incarnation } = await project.process('web')
  process.kill(pid ?? 0, 'SIGKILL')
  await project.when('web', 'is back', (now) => now.state === 'up' && now.incarnation > incarnation)
}

/** So that the next event begins another part. */
async function fillJournal({ paths }: SupervisedProject): Promise<void> {
  const newest = (await readdir(paths.events)).filter((name) => !name.startsWith('2020')).sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1)
  await appendFile(join(paths.events, newest ?? ''), `${'-'.repeat(999)}\n`.repeat(partBytes / 1_000))
}

async function killRestarter(project: SupervisedProject): Promise<void> {
  const { restarter } = (await project.status()).supervision
  process.kill(restarter?.pid ?? 0, 'SIGKILL')
  await eventually('another restarter is up', async () => {
    const now = (await project.status()).supervision.restarter
    return now !== null && now.pid !== restarter?.pid
  })
}
