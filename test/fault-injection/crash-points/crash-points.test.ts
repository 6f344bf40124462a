import { expect, test } from 'vitest'

import { type CrashPoint, liveWithCrashAt } from './scenario.ts'

/** Most of such a life is waiting. */
const atOnce = 8
const limitMs = 600_000
/** The order of concurrent operations varies, so in some lives the last numbers are not reached. */
const reachedMin = (points: number): number => Math.floor(points * 0.9) - 1

// The command's own writes are mostly those of the programs' installation, each the same; every third is enough of them.
test.each<{ program: CrashPoint['program']; step: number }>([
  { program: 'restarter', step: 1 }, { program: 'watchdog', step: 1 }, { program: 'crash-only', step: 3 },
])('$program killed before each of its writes, and amid them: all comes up again, never twice, and stop leaves nothing', async ({ program, step }) => {
  const lines = (await liveWithCrashAt({ program, n: 0 })).split('\n')
  const count = Math.max(...lines.map((line) => Number.parseInt(line, 10)))
  const points = Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step + 1)
  const [reached, failures]: [string[], unknown[]] = [[], []]
  const liveAtEach = async (): Promise<void> => {
    for (let n = points.shift(); n !== undefined; n = points.shift()) {
      const diedAt = await liveWithCrashAt({ program, n }).catch((error: unknown) => { failures.push({ n, error }); return '' })
      if (diedAt !== '') reached.push(diedAt)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, liveAtEach))
  expect(failures).toEqual([])
  expect(reached.length).toBeGreaterThanOrEqual(reachedMin(count / step))
}, limitMs)
