import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import { expect, onTestFinished, test } from 'vitest'

import { serveOnceSync } from '../../../src/heartbeat/spare/serve-once.ts'

test('one request goes the whole way to its answer, and nothing of it stays', async () => {
  const seen: string[] = []
  const answered = new Promise<void>((resolve) => {
    for (const name of ['http.server.request.start', 'http.server.response.finish']) {
      const note = (): void => { if (seen.push(name) === 2) resolve() }
      subscribe(name, note)
      onTestFinished(() => { unsubscribe(name, note) })
    }
  })
  const before = process.getActiveResourcesInfo().length
  serveOnceSync()
  expect(seen).toContain('http.server.request.start') // before anything else can run
  await answered
  expect(seen).toEqual(['http.server.request.start', 'http.server.response.finish'])
  expect(process.getActiveResourcesInfo().length).toBe(before)
})
