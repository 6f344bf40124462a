import { appendFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { LogTail } from '../src/log/log-tail.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('what stands there is shown, then what is added', async () => {
  const { path, shown } = await tailOf('first\n')
  await shows(shown, 'first\n')
  await appendFile(path, 'second\n')
  await shows(shown, 'first\nsecond\n')
})

test('a log that does not exist yet is shown from its first line on', async () => {
  const { path, shown } = await tailOf(undefined)
  await mkdir(join(path, '..'), { recursive: true })
  await appendFile(path, 'first\n')
  await shows(shown, 'first\n')
})

test('of a long log only the last part is shown, and how much was left out', async () => {
  const { shown, skipped } = await tailOf(`${'x'.repeat(100_000)}end`)
  await expect.poll(() => shown.join('').length).toBe(64 * 1_024)
  expect(shown.join('').endsWith('end')).toBe(true)
  expect(skipped).toEqual([100_003 - 64 * 1_024])
})

test('a log that begins anew is read from its start again', async () => {
  const { path, shown } = await tailOf('a long first life\n')
  await shows(shown, 'a long first life\n')
  await rm(path)
  await appendFile(path, 'new\n')
  await expect.poll(() => shown.join('')).toContain('new\n')
})

test('a letter of several bytes that comes in two pieces is one letter', async () => {
  const { path, shown } = await tailOf('')
  const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  await appendFile(path, Buffer.concat([Buffer.from('caf'), first]))
  await shows(shown, 'caf')
  await appendFile(path, second)
  await shows(shown, 'café')
})

async function tailOf(text: string | undefined) {
  const path = join(await temporaryFolder(), 'logs', 'web.log')
  if (text !== undefined) {
    await mkdir(join(path, '..'))
    await appendFile(path, text)
  }
  const shown: string[] = []
  const skipped: number[] = []
  const tail = new LogTail({
    path,
    onText: (piece) => shown.push(piece),
    onSkipped: (bytes) => skipped.push(bytes),
    onError: (error) => { throw error },
  })
  onTestFinished(() => { tail.dispose() })
  await tail.start()
  return { path, shown, skipped }
}

async function shows(shown: readonly string[], text: string): Promise<void> {
  await expect.poll(() => shown.join(''), { timeout: 5_000 }).toBe(text)
}
