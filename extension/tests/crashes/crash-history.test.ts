import { appendFile, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import { findProjectPaths } from '../../supervision/src/state/find-project-paths.ts'
import { CrashHistory } from '../../src/crashes/crash-history.ts'
import { type ShortEvent, wholeEvent } from '../project-facts.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { crashed, lives } from './crash-facts.ts'

let home: string
let folder: string

beforeEach(async () => {
  home = await temporaryFolder()
  folder = join(home, 'shop')
  await mkdir(folder)
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'))
  vi.stubEnv('XDG_RUNTIME_DIR', join(home, 'run'))
})

test('where nothing ever ran nothing is made, and once something did it is shown', async () => {
  const history = await open(folder)
  expect((await history.view()).groups).toEqual([])
  await expect(appendFile(eventsFile(), '')).rejects.toThrow('ENOENT')
  await write(crashed(1, 0))
  await history.look()
  expect((await history.view()).groups).toHaveLength(1)
})

test('what is written later is shown, too, and a journal that is deleted takes what it told along', async () => {
  await write(crashed(1, 0))
  const history = await open(folder)
  await appendFile(eventsFile(), linesOf(crashed(2, 10)))
  await shows(history, [2])
  await rm(join(eventsFile(), '..'), { recursive: true })
  await shows(history, [])
  await write(crashed(1, 0))
  await shows(history, [1])
})

test('what one window marks another one sees, and neither takes back what the other marked', async () => {
  await write([...crashed(1, 0), ...crashed(2, 10, { where: { file: join(folder, 'other.js'), line: 1, column: 1 } })])
  const [one, two] = [await open(folder), await open(folder)]
  const [first, second] = (await one.view()).groups
  await one.mark((marks) => ({ ...marks, cleared: { ...marks.cleared, [first?.id ?? '']: first?.last.at ?? '' } }))
  await two.mark((marks) => ({ ...marks, seenAt: second?.last.at ?? '' }))
  for (const window of [one, two]) {
    await expect.poll(async () => (await window.view()).unseen).toBe(0)
    expect((await window.view()).groups.map(({ id }) => id)).toEqual([second?.id])
  }
})

test('a folder that was opened by another path shows its lines at that path', async () => {
  const link = join(home, 'link')
  await symlink(folder, link)
  await write(crashed(1, 0, { where: { file: join(folder, 'server.js'), line: 42, column: 7 } }))
  const [group] = (await (await open(link)).view()).groups
  expect([group?.last.where?.file, group?.recent[0]?.where?.file]).toEqual([join(link, 'server.js'), join(link, 'server.js')])
})

test('code that was changed after a crash, and then ran well, is no fault of now', async () => {
  const file = join(folder, 'server.js')
  await writeFile(file, 'fixed')
  await utimes(file, new Date('2026-01-01T10:00:20Z'), new Date('2026-01-01T10:00:20Z'))
  await write([...crashed(1, 0, { where: { file, line: 1, column: 1 } }), ...lives(2, 30)])
  expect((await (await open(folder)).view()).groups[0]).toMatchObject({ isOver: true, fileChangedMs: Date.parse('2026-01-01T10:00:20Z') })
})

async function open(path: string): Promise<CrashHistory> {
  const history = await CrashHistory.open({ folder: { name: 'shop', path }, daysMax: () => 36_500, onChange: () => undefined, report: () => undefined })
  onTestFinished(() => { history.dispose() })
  return history
}

async function shows(history: CrashHistory, counts: readonly number[]): Promise<void> {
  await expect.poll(async () => (await history.view()).groups.map(({ count }) => count), { timeout: 10_000 }).toEqual(counts)
}

function eventsFile(): string {
  return join(findProjectPaths(folder).events, '2026-01-01.jsonl')
}

async function write(events: readonly ShortEvent[]): Promise<void> {
  await mkdir(join(eventsFile(), '..'), { recursive: true })
  await writeFile(eventsFile(), linesOf(events))
}

function linesOf(events: readonly ShortEvent[]): string {
  return events.map((event) => `${JSON.stringify(wholeEvent(event))}\n`).join('')
}
