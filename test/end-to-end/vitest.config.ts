import { defineConfig } from 'vitest/config'

import { leftOutInCi } from './left-out-in-ci.ts'

/** A loaded machine needs a minute for what takes five seconds on an idle one. */
const deadlineMs = 4 * 60_000

export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'end-to-end',
    include: ['*.test.ts'],
    exclude: [...leftOutInCi],
    globalSetup: ['./global-setup.ts'],
    testTimeout: deadlineMs,
    hookTimeout: deadlineMs,
    // One editor and one browser at a time are what two cores can carry.
    fileParallelism: false,
    // After all other tests: their load would make every wait here a long one.
    sequence: { groupOrder: 2 },
  },
})
