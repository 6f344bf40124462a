import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import type { NewEvent } from '../../src/state/event.ts'
import type { ProjectHistory } from '../../src/state/history.ts'
import { lineBytesMax, listParts } from '../../src/state/journal-parts.ts'
import { readJournal } from '../../src/state/journal-reader.ts'
import { type JournalWriter, openJournal } from '../../src/state/journal-writer.ts'
import { readHistory } from '../../src/state/read-history.ts'

const day = '2026-01-02'

test('a part that has grown too long is followed by another, and all are read in the order of writing', async () => {
  const { directory, events } = await makeJournal()
  await crash(events, 40)
  const names = (await listParts(directory)).map(({ name }) => name)
  expect(names.length).toBeGreaterThan(11) // so that the order is not that of the letters
  expect(names.slice(0, 3)).toEqual([`${day}.jsonl`, `${day}.1.jsonl`, `${day}.2.jsonl`])
  const spawned = (await readJournal(directory, 'first-event').next()).filter(({ event }) => event === 'spawned')
  expect(spawned.map(({ incarnation }) => incarnation)).toEqual(Array.from({ length: 41 }, (_, index) => index + 1))
})

test('the newest part alone tells the same as all of them, and as the writer knows', async () => {
  const { directory, events } = await makeJournal()
  await crash(events, 40)
  const all = await readHistory(directory)
  expect(web(all)).toMatchObject({ crashes: 40, restarts: 40, incarnation: 41, state: 'up' })
  expect(web(all)?.recoveriesMs).toHaveLength(40)
  for (const { name } of (await listParts(directory)).slice(0, -1)) await rm(join(directory, name))
  expect(await readHistory(directory)).toEqual(all)
  expect(await events.history()).toEqual(all)
})

test('a part whose beginning is torn or missing counts as nothing: the part before tells', async () => {
  const { directory, events } = await makeJournal()
  await crash(events, 10)
  const all = await readHistory(directory)
  const newest = join(directory, `2026-01-03.jsonl`)
  for (const text of ['', '{"v":1,"event":"snapshot","mono":1,"da', 'hello\n', '{"v":1,"event":"snapshot","mono":1}\n']) {
    await writeFile(newest, text)
    expect(await readHistory(directory), text).toEqual(all)
  }
})

test('a journal that goes on after such a part loses nothing', async () => {
  const { directory, events } = await makeJournal()
  await crash(events, 10)
  const newest = (await listParts(directory)).at(-1)
  await truncate(join(directory, newest?.name ?? ''), 100)
  const torn = await readHistory(directory)
  const again = openIn(directory)
  await crash(again, 10, 100)
  expect(web(await readHistory(directory))?.crashes).toBe((web(torn)?.crashes ?? 0) + 10)
})

test('the wall clock set back by days does not change the order: the newest part goes on', async () => {
  const { directory, events, clock } = await makeJournal()
  await events.append(spawn(1))
  clock.day = '2025-12-31'
  await events.append(spawn(2))
  await openIn(directory, '2024-01-01').append(spawn(3))
  expect(await readdir(directory)).toEqual([`${day}.jsonl`])
  clock.day = '2026-02-01'
  await events.append(spawn(4))
  expect((await readJournal(directory, 'first-event').next()).filter(({ event }) => event === 'spawned').map(({ incarnation }) => incarnation))
    .toEqual([1, 2, 3, 4])
})

test('the deleted journal of a living writer begins with what is known', async () => {
  const { directory, events } = await makeJournal()
  await crash(events, 5)
  const before = await readHistory(directory)
  await rm(directory, { recursive: true })
  await events.append({ event: 'role-up' })
  expect(web(await readHistory(directory))).toEqual(web(before))
})

test('a line of 100 MB is skipped, whether it is ended or not, and what follows is read', async () => {
  const { directory, events } = await makeJournal(Infinity)
  await events.append(spawn(1))
  const handle = await open(join(directory, `${day}.jsonl`), 'a')
  for (let megabyte = 0; megabyte < 100; megabyte += 1) await handle.write('x'.repeat(1_000_000))
  await handle.close()
  const reader = readJournal(directory)
  expect(await reader.next()).toHaveLength(1)
  await openIn(directory, day, Infinity).append(spawn(2))
  expect((await reader.next()).map(({ incarnation }) => incarnation)).toEqual([2])
  expect(await readJournal(directory).next()).toHaveLength(2)
})

test('the end of a line that is too long is no event, whatever it looks like', async () => {
  const { directory } = await makeJournal()
  const event = JSON.stringify({ v: 1, t: '', mono: 1, boot: 'b', role: 'restarter', pid: 1, ...spawn(1) })
  await writeFile(join(directory, `${day}.jsonl`), `${'x'.repeat(lineBytesMax)}${event}\n${event}\n`)
  expect(await readJournal(directory).next()).toHaveLength(1)
})

test('a reader that follows goes on in a new part, and reads nothing twice', async () => {
  const { directory, events } = await makeJournal()
  const reader = readJournal(directory)
  const seen: (number | undefined)[] = []
  for (let incarnation = 1; incarnation <= 30; incarnation += 1) {
    await events.append(spawn(incarnation))
    seen.push(...(await reader.next()).filter(({ event }) => event === 'spawned').map((event) => event.incarnation))
  }
  expect((await listParts(directory)).length).toBeGreaterThan(2)
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
})

test('an event is one line that begins where the one before ended, without empty lines between', async () => {
  const { directory, events } = await makeJournal(Infinity)
  await crash(events, 3)
  expect(await readFile(join(directory, `${day}.jsonl`), 'utf8')).not.toContain('\n\n')
})

test('a line that another writer began is ended before ours', async () => {
  const { directory, events } = await makeJournal(Infinity)
  await events.append(spawn(1))
  const { size } = await stat(join(directory, `${day}.jsonl`))
  await appendFile(join(directory, `${day}.jsonl`), '{"v":1,')
  await openIn(directory, day, Infinity).append(spawn(2))
  expect((await readFile(join(directory, `${day}.jsonl`), 'utf8')).slice(size)).toMatch(/^\{"v":1,\n\{"v":1,"boot"/u)
})

function web(history: ProjectHistory) {
  return history.processes.get('web')
}

function spawn(incarnation: number): NewEvent {
  return { event: 'spawned', name: 'web', incarnation, data: { pid: 10 + incarnation, first: incarnation === 1 } }
}

/** A start, and so many deaths with what follows each. */
async function crash(journal: JournalWriter, count: number, from = 1): Promise<void> {
  if (from === 1) await journal.append(spawn(1))
  for (let incarnation = from; incarnation < from + count; incarnation += 1) {
    await journal.append({ event: 'ready', name: 'web', incarnation, why: 'healthy', ms: 100 })
    await journal.append({ event: 'exited', name: 'web', incarnation, why: 'killed (SIGKILL)', data: { kind: 'crash', signal: 'SIGKILL' } })
    await journal.append(spawn(incarnation + 1))
  }
  await journal.append({ event: 'ready', name: 'web', incarnation: from + count, why: 'healthy', ms: 100 })
}

async function makeJournal(partBytesMax = 2_000) {
  const directory = await mkdtemp(join(tmpdir(), 'co-journal-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  const clock = { day }
  return { directory, clock, events: openAt(directory, clock, partBytesMax) }
}

function openIn(directory: string, when = day, partBytesMax = 2_000): JournalWriter {
  return openAt(directory, { day: when }, partBytesMax)
}

let mono = 0
/** A journal is open for as long as its program lives; here, as long as this file's tests do. */
const kept: JournalWriter[] = []

function openAt(directory: string, at: { day: string }, partBytesMax: number): JournalWriter {
  const clock = { monotonicMs: () => { mono += 1; return mono }, wallTime: () => `${at.day}T00:00:00.000Z` }
  const journal = openJournal({ directory, role: 'restarter', boot: 'b', clock, partBytesMax })
  kept.push(journal)
  return journal
}
