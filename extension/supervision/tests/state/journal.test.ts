import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { readJournal } from '../../src/state/journal-reader.ts'
import { type JournalWriter, openJournal } from '../../src/state/journal-writer.ts'

const day = '2026-01-02'
const file = `${day}.jsonl`

test('what was appended is read back, in order, once', async () => {
  const { directory, journal } = await makeJournal()
  const reader = readJournal(directory)
  for (const incarnation of [1, 2, 3]) await journal.append({ event: 'spawned', name: 'web', incarnation })
  expect((await reader.next()).map(({ incarnation }) => incarnation)).toEqual([1, 2, 3])
  expect(await reader.next()).toEqual([])
  await journal.append({ event: 'ready', name: 'web', incarnation: 3 })
  expect((await reader.next()).map(({ event }) => event)).toEqual(['ready'])
})

test('a torn last line is not read, and does not swallow the next event', async () => {
  const { directory, journal } = await makeJournal()
  await journal.append({ event: 'spawned', name: 'web', incarnation: 1 })
  await appendFile(join(directory, file), '{"v":1,"t":"2026-01-02","ev')
  const reader = readJournal(directory)
  expect(await reader.next()).toHaveLength(1)
  await journal.append({ event: 'exited', name: 'web', incarnation: 1 })
  expect((await reader.next()).map(({ event }) => event)).toEqual(['exited'])
  expect(await readJournal(directory).next()).toHaveLength(2)
})

test.each([
  ['a foreign line', 'hello'], ['another version', '{"v":2,"event":"spawned","mono":1}'],
  ['an unknown kind', '{"v":1,"event":"danced","mono":1}'], ['null', 'null'], ['a number', '7'],
])('%s is left out', async (_what, line) => {
  const { directory, journal } = await makeJournal()
  await writeFile(join(directory, file), `${line}\n`)
  await journal.append({ event: 'ready', name: 'web' })
  expect(await readJournal(directory).next()).toHaveLength(1)
})

test('files that are no journal are left out', async () => {
  const { directory } = await makeJournal()
  await writeFile(join(directory, 'notes.txt'), '{"v":1,"event":"ready","mono":1}\n')
  expect(await readJournal(directory).next()).toEqual([])
})

test('events that could not be written are counted in the next one that could', async () => {
  const { directory, journal } = await makeJournal()
  await rm(directory, { recursive: true })
  await writeFile(directory, 'in the way')
  await journal.append({ event: 'spawned', name: 'web' })
  await journal.append({ event: 'ready', name: 'web' })
  await rm(directory)
  await journal.append({ event: 'exited', name: 'web' })
  expect((await readJournal(directory).next())[0]).toMatchObject({ event: 'exited', data: { dropped: 2 } })
})

test('an event that is too long loses its data, not its line', async () => {
  const { directory, journal } = await makeJournal()
  const where = { file: 'x'.repeat(10_000), line: 1, column: 1 }
  await journal.append({ event: 'exited', name: 'web', why: 'y'.repeat(10_000), data: { where } })
  const text = await readFile(join(directory, file), 'utf8')
  expect(text.length).toBeLessThan(4_096)
  expect((await readJournal(directory).next())[0]).toMatchObject({ event: 'exited', name: 'web' })
})

test('the file is private to the user, one for each day', async () => {
  const { directory, journal } = await makeJournal()
  await journal.append({ event: 'ready' })
  expect(await readdir(directory)).toEqual([file])
  expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600)
})

async function makeJournal(): Promise<{ directory: string; journal: JournalWriter }> {
  const directory = await mkdtemp(join(tmpdir(), 'co-journal-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  let mono = 0
  const clock = { monotonicMs: () => { mono += 1; return mono }, wallTime: () => `${day}T00:00:00.000Z` }
  const journal = openJournal({ directory, role: 'restarter', boot: 'b', clock })
  kept.push(journal)
  return { directory, journal }
}

/** A journal is open for as long as its program lives; here, as long as this file's tests do. */
const kept: JournalWriter[] = []
