import { join } from 'node:path'

import { defineConfig } from 'vitest/config'

const root = join(import.meta.dirname, '..')
const maxWorkers = 4
const node = { testTimeout: 60_000, hookTimeout: 60_000 }

/** All tests of the repository, by what they need: pure code; real processes; the real editor in a real browser. */
export default defineConfig({
  root,
  test: {
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
          // They mostly wait: for a hang to be one, for a shell to come up. More of them at once would look like a loaded machine.
          maxWorkers,
          sequence: { groupOrder: 1 },
          include: ['test/integration/*.test.ts', 'test/fault-injection/**/*.test.ts'],
        },
      },
      join(import.meta.dirname, 'end-to-end/vitest.config.ts'),
      {
        root,
        test: {
          name: 'virtual machines',
          // Beside those that wait. Each of them takes what is left of a core.
          maxConcurrency: 2,
          maxWorkers,
          testTimeout: 8 * 60_000,
          hookTimeout: 10 * 60_000,
          sequence: { groupOrder: 1 },
          include: ['test/virtual-machine/*.test.ts'],
        },
      },
    ],
  },
})
