import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { JournalFollower } from '../src/project/journal-follower.ts'
import { crashedOnce, type ShortEvent, wholeEvent } from './project-facts.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('all that was written is known once it has started', async () => {
  const directory = join(await temporaryFolder(), 'events')
  await mkdir(directory)
  await writeFile(join(directory, '2026-01-01.jsonl'), linesOf(crashedOnce))
  const follower = follow(directory)
  await follower.start()
  expect(follower.history.processes.get('api')).toMatchObject({ state: 'up', crashes: 1 })
})

test('the directory may come later: it is made, and what is written there is seen', async () => {
  const directory = join(await temporaryFolder(), 'state', 'events')
  const follower = follow(directory)
  await follower.start()
  await appendFile(join(directory, '2026-01-01.jsonl'), linesOf(crashedOnce))
  await crashesAre(follower, 1)
})

test('every event counts once, however many come while it reads', async () => {
  const directory = join(await temporaryFolder(), 'events')
  const follower = follow(directory)
  await follower.start()
  const crash = linesOf(crashedOnce.slice(2))
  for (let round = 0; round < 50; round += 1) await appendFile(join(directory, '2026-01-01.jsonl'), crash)
  await crashesAre(follower, 50)
})

test('a directory that is taken away and made anew is read from its start', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'events')
  const follower = follow(directory)
  await follower.start()
  await appendFile(join(directory, '2026-01-01.jsonl'), linesOf(crashedOnce))
  await crashesAre(follower, 1)
  await rename(directory, join(folder, 'elsewhere'))
  await rm(join(folder, 'elsewhere'), { recursive: true })
  await crashesAre(follower, undefined)
  await appendFile(join(directory, '2026-01-01.jsonl'), linesOf([...crashedOnce, ...crashedOnce.slice(2)]))
  await crashesAre(follower, 2)
})

test('what is in its way is reported once, however often it is tried, and again when it comes back', async () => {
  const folder = await temporaryFolder()
  const directory = join(folder, 'state', 'events')
  await writeFile(join(folder, 'state'), '')
  const reports: string[] = []
  const follower = follow(directory, reports)
  await follower.start()
  await follower.start()
  expect(reports).toEqual([expect.stringContaining('cannot follow the journal')])
  await rm(join(folder, 'state'))
  for (let round = 0; round < 2; round += 1) {
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, '2026-01-01.jsonl'), linesOf(crashedOnce))
    await crashesAre(follower, 1)
    await rename(directory, join(folder, `elsewhere-${round}`))
    await crashesAre(follower, undefined)
  }
  await expect.poll(() => reports.filter((line) => line === reports[1]).length, { timeout: 10_000 }).toBe(2)
})

function follow(directory: string, reports: string[] = []): JournalFollower {
  const follower = new JournalFollower({ directory, onEvents: () => undefined, report: (line) => { reports.push(line) } })
  onTestFinished(() => { follower.dispose() })
  return follower
}

async function crashesAre(follower: JournalFollower, count: number | undefined): Promise<void> {
  await expect.poll(() => follower.history.processes.get('api')?.crashes, { timeout: 10_000 }).toBe(count)
}

function linesOf(events: readonly ShortEvent[]): string {
  return events.map((event) => `${JSON.stringify(wholeEvent(event))}\n`).join('')
}
