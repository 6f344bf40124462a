import { expect, test } from 'vitest'

import { machineValue } from '../src/machine-value.ts'

test('what a workspace or a folder says counts for nothing', () => {
  const said = { defaultValue: '', workspaceValue: '/dev/watchdog0', workspaceFolderValue: '/dev/watchdog1' }
  expect(machineValue(said)).toBe('')
  expect(machineValue({ ...said, globalValue: '/dev/watchdog2' })).toBe('/dev/watchdog2')
  expect(machineValue(undefined)).toBeUndefined()
})
