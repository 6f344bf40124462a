import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { LintThread } from '../src/lint-thread.ts'

const program = pathToFileURL(join(import.meta.dirname, 'programs/obeys.mjs'))

function openThread(deadlineMs = 60_000): (text: string) => ReturnType<LintThread['ask']> {
  const thread = new LintThread({ program, deadlineMs, idleMs: 60_000, heapMbMax: 32 })
  return async (text) => thread.ask({ path: '/a.js', text, preset: 'recommended', typescript: undefined })
}

test('files are answered one after the other', async () => {
  const ask = openThread()
  expect(await Promise.all([ask('one'), ask('two')])).toMatchObject([{ reason: 'one of 1' }, { reason: 'two of 2' }])
})

test('a file that is never done is given up, and the next one is judged by a new thread', async () => {
  const ask = openThread(2_000)
  const answers = await Promise.all([ask('hang'), ask('two')])
  expect(answers).toMatchObject([{ kind: 'too-slow' }, { reason: 'two of 1' }])
})

test.each(['throw', 'exit', 'memory'])('a thread that ends (%s) costs the file it was about, and no other', async (how) => {
  const ask = openThread()
  const answers = await Promise.all([ask(how), ask('two')])
  expect(answers).toMatchObject([{ kind: 'failed' }, { reason: 'two of 1' }])
})

test('what it prints goes nowhere', async () => {
  expect(await openThread()('print')).toMatchObject({ reason: 'print of 1' })
})
