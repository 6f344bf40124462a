import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

import { LongestFirst } from './longest-first.ts'
import { waiting } from './waiting.ts'

const root = join(import.meta.dirname, '..')
const node = { testTimeout: 60_000, hookTimeout: 60_000 }

/** All tests of the repository, by what they need: pure code; real processes; the real editor in a real browser. */
export default defineConfig({
  root,
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', join(import.meta.dirname, 'helpers/closing-line-reporter.ts')],
    projects: [
      {
        root,
        test: {
          ...node,
          name: 'unit',
          include: ['eslint-plugin/tests/**/*.test.ts', 'extension/**/tests/**/*.test.ts', 'test/tidy/*.test.ts'],
        },
      },
      {
        root,
        test: {
          ...node,
          name: 'processes',
          ...waiting,
          include: ['test/integration/*.test.ts', 'test/fault-injection/**/*.test.ts'],
        },
      },
      join(import.meta.dirname, 'end-to-end/vitest.config.ts'),
      {
        root,
        test: {
          name: 'virtual machines',
          // By themselves: an emulated processor takes all of a core while it boots. Then they mostly wait.
          maxWorkers: 4,
          sequence: { groupOrder: 3 },
          maxConcurrency: 3,
          testTimeout: 12 * 60_000,
          hookTimeout: 10 * 60_000,
          include: ['test/virtual-machine/*.test.ts'],
        },
      },
    ],
  },
})
