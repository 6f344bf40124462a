import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { closeWriter, hasWriter, makeFifo, onLastWriterGone, openWriter } from '../../src/platform/fifo.ts'

test('a FIFO that nobody holds, or that is not there, has no writer', async () => {
  const path = await makePath()
  expect(await hasWriter(path)).toBe(false)
  await makeFifo(path)
  expect(await hasWriter(path)).toBe(false)
})

test('a child that inherits the write end is the writer until kill -9, and its end is told', async () => {
  const path = await makePath()
  await makeFifo(path)
  const writer = await openWriter(path)
  const child = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', writer] })
  await closeWriter(writer)
  expect(await hasWriter(path)).toBe(true)
  const gone = new Promise<void>((resolve) => void onLastWriterGone(path, resolve))
  child.kill('SIGKILL')
  await Promise.all([gone, once(child, 'exit')])
  expect(await hasWriter(path)).toBe(false)
})

test('an end that came before anybody listened is told too', async () => {
  const path = await makePath()
  await makeFifo(path)
  await new Promise<void>((resolve) => void onLastWriterGone(path, resolve))
})

async function makePath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'co-fifo-'))
  onTestFinished(async () => rm(directory, { recursive: true, force: true }))
  return join(directory, 'line')
}
