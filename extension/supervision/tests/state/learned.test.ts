import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { bootLimitMs, bootsMax, commandHash, type Learned, readLearned, writeLearned } from '../../src/state/learned.ts'

const learned: Learned = { v: 1, command: 'abc', listen: [{ host: null, address: '::', port: 3000 }], bootsMs: [120, 130.5] }

test('what was written is read, by who runs the same command', async () => {
  const directory = await makeDirectory()
  await writeLearned(directory, 'web', learned)
  expect(await readLearned(directory, 'web', 'abc')).toEqual(learned)
  expect(await readLearned(directory, 'web', 'abd')).toBeUndefined()
  expect(await readLearned(directory, 'worker', 'abc')).toBeUndefined()
  expect(await readdir(directory)).toEqual(['web.json'])
  expect((await stat(join(directory, 'web.json'))).mode & 0o777).toBe(0o600)
})

test('only the last boots are kept', async () => {
  const directory = await makeDirectory()
  const bootsMs = Array.from({ length: bootsMax + 5 }, (_, index) => index)
  await writeLearned(directory, 'web', { ...learned, bootsMs })
  expect((await readLearned(directory, 'web', 'abc'))?.bootsMs).toEqual(bootsMs.slice(5))
})

test.each([
  ['nothing', ''], ['a torn file', JSON.stringify(learned).slice(0, -5)], ['null', 'null'], ['a list', '[]'], ['a number', '7'],
  ['another version', JSON.stringify({ ...learned, v: 2 })], ['no listen', '{"v":1,"command":"abc","bootsMs":[]}'],
  ['a foreign listen', JSON.stringify({ ...learned, listen: [null] })], ['a port that is none', JSON.stringify({ ...learned, listen: [{ ...learned.listen[0], port: '3000' }] })],
  ['a negative boot', JSON.stringify({ ...learned, bootsMs: [-1] })], ['a boot of null', '{"v":1,"command":"abc","listen":[],"bootsMs":[null]}'],
])('%s was not learned', async (_what, text) => {
  const directory = await makeDirectory()
  await writeFile(join(directory, 'web.json'), text)
  expect(await readLearned(directory, 'web', 'abc')).toBeUndefined()
})

test('what cannot be read was not learned: a directory in its place, a directory that is closed', async () => {
  const directory = await makeDirectory()
  await mkdir(join(directory, 'web.json'))
  expect(await readLearned(directory, 'web', 'abc')).toBeUndefined()
  await chmod(directory, 0)
  expect(await readLearned(directory, 'worker', 'abc')).toBeUndefined()
})

test.each<{ bootsMs: readonly number[]; staleAfterMs: number; limitMs: number }>([
  { bootsMs: [], staleAfterMs: 2_000, limitMs: 20_000 }, { bootsMs: [], staleAfterMs: 5_000, limitMs: 50_000 },
  { bootsMs: [100], staleAfterMs: 2_000, limitMs: 5_000 }, { bootsMs: [100, 4_000, 200], staleAfterMs: 2_000, limitMs: 12_000 },
  { bootsMs: [100], staleAfterMs: 5_000, limitMs: 5_000 },
])('a boot may take $limitMs ms after boots of $bootsMs ms, with a limit of $staleAfterMs ms of silence', ({ bootsMs, staleAfterMs, limitMs }) => {
  expect(bootLimitMs(bootsMs, staleAfterMs)).toBe(limitMs)
})

test('the hash tells commands and folders apart, and not their words', () => {
  const hash = commandHash({ command: 'node server.js --token=secret', cwd: '/a' })
  expect(hash).toMatch(/^[\da-f]{16}$/u)
  expect(commandHash({ command: 'node server.js --token=secret', cwd: '/a' })).toBe(hash)
  expect(commandHash({ command: 'node server.js --token=secret', cwd: '/b' })).not.toBe(hash)
  expect(commandHash({ command: ['node', 'server.js'], cwd: '/a' })).not.toBe(commandHash({ command: 'node server.js', cwd: '/a' }))
})

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'co-learned-'))
  onTestFinished(async () => {
    await chmod(directory, 0o700)
    await rm(directory, { recursive: true, force: true })
  })
  return directory
}
