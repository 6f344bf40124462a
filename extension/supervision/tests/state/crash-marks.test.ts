import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { type CrashMarks, crashMarksName, noMarks, readCrashMarks, writeCrashMarks } from '../../src/state/crash-marks.ts'

const marks: CrashMarks = { v: 1, seenAt: '2026-01-01T10:00:00.000Z', clearedAt: '', cleared: { abc: '2026-01-01T09:00:00.000Z' } }

test('what was marked is read again, by every window', async () => {
  const state = await makeState()
  await writeCrashMarks({ state }, marks)
  expect(await readCrashMarks({ state })).toEqual(marks)
  expect(await readdir(state)).toEqual([crashMarksName])
  expect((await stat(join(state, crashMarksName))).mode & 0o777).toBe(0o600)
})

test('of very many that were cleared one by one the latest are kept', async () => {
  const state = await makeState()
  const cleared = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`s${index}`, new Date(index * 1_000).toISOString()]))
  await writeCrashMarks({ state }, { ...marks, cleared })
  const kept = Object.keys((await readCrashMarks({ state })).cleared)
  expect(kept).toHaveLength(500)
  expect(kept).toContain('s599')
  expect(kept).not.toContain('s99')
})

test.each([
  ['nothing', undefined], ['a torn file', '{"v":1,"seen'], ['null', 'null'], ['another version', JSON.stringify({ ...marks, v: 2 })],
  ['a list', '[]'], ['marks of other types', '{"v":1,"seenAt":7,"clearedAt":{},"cleared":[1,null]}'],
])('%s marks nothing', async (_, text) => {
  const state = await makeState()
  if (text !== undefined) await writeFile(join(state, crashMarksName), text)
  expect(await readCrashMarks({ state })).toEqual(noMarks)
})

async function makeState(): Promise<string> {
  const state = await mkdtemp(join(tmpdir(), 'crash-only-marks-'))
  onTestFinished(async () => rm(state, { recursive: true, force: true }))
  return state
}
