import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { type Missing, missingOfWorkspace, missingTexts, missingToRun } from '../src/commands/what-is-missing.ts'
import { english } from './english.ts'

test('without a folder that is what is missing, whatever is trusted; then it is trust', () => {
  expect(missingOfWorkspace({ folders: 0, isTrusted: false })).toBe('folder')
  expect(missingOfWorkspace({ folders: 0, isTrusted: true })).toBe('folder')
  expect(missingOfWorkspace({ folders: 2, isTrusted: false })).toBe('trust')
  expect(missingOfWorkspace({ folders: 1, isTrusted: true })).toBeUndefined()
})

test('of several folders one with something to run is enough; folders that could not be opened have none', () => {
  expect(missingToRun([])).toBe('readable-folder')
  expect(missingToRun([{ canRun: false }, { canRun: false }])).toBe('something-to-run')
  expect(missingToRun([{ canRun: false }, { canRun: true }])).toBeUndefined()
})

test('each says it in a sentence, and leads to what helps', async () => {
  const manifest = await readFile(join(import.meta.dirname, '../package.json'), 'utf8')
  const commands: Record<Missing, string | undefined> = {
    'folder': 'workbench.action.files.openFolder', 'trust': 'workbench.trust.manage', 'readable-folder': undefined,
    'something-to-run': 'crashOnly.createConfig', 'running-program': 'crashOnly.start',
  }
  for (const [missing, command] of Object.entries(commands)) {
    const { text, logged, remedy } = missingTexts[missing as Missing](english)
    expect(text).toMatch(/^[A-Z].*\.$/u)
    expect(logged).not.toBe('')
    expect(remedy?.command).toBe(command)
    if (command?.startsWith('crashOnly.') === true) expect(manifest).toContain(`"command": "${command}"`)
  }
})
