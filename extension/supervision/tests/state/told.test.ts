import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { claimTelling, isTold } from '../../src/state/told.ts'

test('of many windows that want to tell the same at once, one may; and none later', async () => {
  const place = await makePlace()
  const claims = await Promise.all(Array.from({ length: 20 }, async () => claimTelling(place, 'b.web.3')))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await claimTelling(place, 'b.web.3')).toBe(false)
  expect(await claimTelling(place, 'b.web.4')).toBe(true)
  expect((await stat(join(place.state, 'told'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(place.state, 'told/b.web.3'))).mode & 0o777).toBe(0o600)
})

test('what nobody has told is not told, also where nothing was ever told', async () => {
  const place = await makePlace()
  expect(await isTold(place, 'b.web.3')).toBe(false)
  await claimTelling(place, 'b.web.3')
  expect(await isTold(place, 'b.web.3')).toBe(true)
  expect(await isTold(place, 'b.web.4')).toBe(false)
})

test('of very many that were told the latest are remembered', async () => {
  const place = await makePlace()
  for (let index = 0; index < 130; index += 1) {
    expect(await claimTelling(place, `b.web.${index}`)).toBe(true)
    await utimes(join(place.state, 'told', `b.web.${index}`), index, index)
  }
  const kept = await readdir(join(place.state, 'told'))
  expect(kept).toHaveLength(100)
  expect(kept).toContain('b.web.129')
  expect(kept).not.toContain('b.web.1')
})

test('where nothing can be written that is an error, not an answer', async () => {
  await expect(claimTelling({ state: '/dev/null' }, 'b.web.3')).rejects.toThrow('ENOTDIR')
})

async function makePlace(): Promise<{ state: string }> {
  const state = await mkdtemp(join(tmpdir(), 'crash-only-told-'))
  onTestFinished(async () => rm(state, { recursive: true, force: true }))
  return { state }
}
