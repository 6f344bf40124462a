import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { findNode } from '../../src/package-manager/find-manager.ts'

test('the Node of the search path tells its own version: the command may run in another one', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'co-node-')))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  await writeFile(join(folder, 'node'), '#!/bin/sh\necho v98.7.6\n', { mode: 0o755 })
  expect(await findNode(folder)).toEqual({ path: join(folder, 'node'), version: 'v98.7.6' })
  expect(await findNode(join(folder, 'nothing'))).toEqual({ path: process.execPath, version: process.version })
})
