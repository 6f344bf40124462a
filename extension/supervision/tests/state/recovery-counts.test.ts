import { expect, test } from 'vitest'

import { noRecoveries, recoveryBoundsMs, withRecovery } from '../../src/state/recovery-counts.ts'

test.each([
  [0, 0], [5, 0], [5.1, 1], [24, 2], [25, 2], [60_000, recoveryBoundsMs.length - 1], [60_001, recoveryBoundsMs.length],
])('a recovery of %d ms is counted at bound number %d', (ms, index) => {
  const { counts, sumMs } = withRecovery(noRecoveries, ms)
  expect(counts.map((count, at) => (count === 0 ? -1 : at)).filter((at) => at !== -1)).toEqual([index])
  expect(sumMs).toBe(ms)
})
