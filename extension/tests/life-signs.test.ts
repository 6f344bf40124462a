import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { emptyHistory, newRun } from '../supervision/src/state/history.ts'
import { noSigns, readSigns, type Signs } from '../src/project/life-signs.ts'
import { projectOf } from './project-facts.ts'
import { temporaryFolder } from './temporary-folder.ts'

const flag = { v: 1, name: 'api', incarnation: 2, kind: 'hang', why: 'no heartbeat', raisedMono: 1, silentSinceMono: 1, isGivenUp: true }

test('each process of the present incarnation that beats is read with its age, and what is flagged', async () => {
  const { read, heartbeats, flags } = await place()
  const beatAt = new Date(Date.now() - 60_000)
  await writeFile(join(heartbeats, 'api.2.4712'), 'serving 100 5 /shop/server.js')
  await utimes(join(heartbeats, 'api.2.4712'), beatAt, beatAt)
  await writeFile(join(heartbeats, 'api.1.4711'), 'serving 1 5 /shop/server.js')
  await writeFile(join(flags, 'api.json'), JSON.stringify(flag))
  const signs = await read()
  expect(signs.heartbeats.get('api')).toEqual([
    { pid: 4712, script: '/shop/server.js', phase: 'serving', isJudged: true, ageMs: expect.any(Number) as number },
  ])
  expect(signs.heartbeats.get('api')?.[0]?.ageMs).toBeGreaterThanOrEqual(60_000)
  expect(signs.heartbeats.get('mute')).toEqual([])
  expect(signs.flags).toEqual([flag])
  expect([...signs.beating]).toEqual(['api'])
})

test('one that beat in a life before is still one that beats; one that is not run any more is not', async () => {
  const { read } = await place()
  const before = { ...noSigns, beating: new Set(['api', 'gone']) }
  expect([...(await read(before)).beating]).toEqual(['api'])
})

test('without the folders nothing is known, and that is no error', async () => {
  const paths = { flags: '/nowhere/flags', heartbeats: '/nowhere/heartbeats' }
  const signs = await readSigns(paths, { specs: projectOf(['api']).processes, history: emptyHistory(), before: noSigns })
  expect(signs).toEqual({ flags: [], heartbeats: new Map([['api', []]]), beating: new Set() })
})

async function place() {
  const folder = await temporaryFolder()
  const paths = { flags: join(folder, 'flags'), heartbeats: join(folder, 'heartbeats') }
  for (const path of Object.values(paths)) await mkdir(path)
  const history = emptyHistory()
  history.processes.set('api', { ...newRun('api'), incarnation: 2, pid: 4712 })
  const { processes: specs } = projectOf(['api', 'mute'])
  return { ...paths, read: async (before: Signs = noSigns) => readSigns(paths, { specs, history, before }) }
}
