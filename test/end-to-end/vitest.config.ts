import { defineConfig } from 'vitest/config'

import { waiting } from '../waiting.ts'

/** A loaded machine needs a minute for what takes five seconds on an idle one. */
const deadlineMs = 4 * 60_000

export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'end-to-end',
    include: ['*.test.ts'],
    globalSetup: ['./global-setup.ts'],
    testTimeout: deadlineMs,
    hookTimeout: deadlineMs,
    ...waiting,
  },
})
