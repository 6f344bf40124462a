import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { monotonicMs } from '../../src/platform/clock.ts'
import { readProcessStat } from '../../src/platform/process-stat.ts'
import { until } from '../../src/platform/wait.ts'
import type { NewEvent } from '../../src/state/event.ts'
import type { WatchedProcess } from '../../src/state/watch.ts'
import { Watchdog } from '../../src/watchdog/watchdog.ts'

const deadlineMs = 10_000

test('an incarnation that was flagged and dies is not verified: nobody is healthy yet', async () => {
  const { watchdog, notes, child } = await watchSilent()
  await until(async () => { await watchdog.look(0); return notes().includes('flagged') || undefined }, deadlineMs)
  child.kill('SIGKILL')
  await until(async () => ((await readProcessStat(child.pid ?? 0)) === undefined ? true : undefined), deadlineMs)
  for (let look = 0; look < 5; look += 1) await watchdog.look(0)
  expect(notes()).toEqual(['suspect', 'flagged', 'asked'])
})

test('what is told amid a look takes nothing from it: one flag, not two', async () => {
  const { watchdog, notes, entry } = await watchSilent()
  await until(async () => {
    const looking = watchdog.look(0)
    watchdog.update([entry])
    await looking
    return notes().includes('flagged') || undefined
  }, deadlineMs)
  await watchdog.look(0)
  expect(notes()).toEqual(['suspect', 'flagged', 'asked'])
})

/** A program that is up, whose heartbeat was seen and does not change any more. */
async function watchSilent(): Promise<{ watchdog: Watchdog; notes: () => string[]; child: ChildProcess; entry: WatchedProcess }> {
  const heartbeats = await mkdtemp(join(tmpdir(), 'co-watchdog-'))
  const child = spawn('sleep', ['1000'])
  onTestFinished(async () => { child.kill('SIGKILL'); await rm(heartbeats, { recursive: true }) })
  const pid = child.pid ?? 0
  const [spawnedMono, startTime] = [monotonicMs() - 60_000, (await readProcessStat(pid))?.startTime ?? '']
  await writeFile(join(heartbeats, `web.1.${pid}`), `running ${spawnedMono} 0 web.js\n`)
  const life = {
    incarnation: 1, pid, startTime, spawnedMono, staleAfterMs: 500, judge: null, bootLimitMs: 1_000,
    mustServe: false, mustBeat: true, isReady: true, isAnswering: true, complaint: null,
  }
  const entry = { name: 'web', pausedUntilMono: 0, flag: null, settleMs: 300, life }
  const noted: NewEvent[] = []
  const watchdog = new Watchdog({ heartbeats, note: (event) => { noted.push(event) }, killRestarter: () => { throw new Error('not the restarter') } })
  watchdog.update([entry])
  return { watchdog, notes: () => noted.map(({ event }) => event), child, entry }
}
