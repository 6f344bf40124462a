import { expect, test } from 'vitest'

import { makeProject } from '../../helpers/supervised-project.ts'
import { blowsFrom } from './blows.ts'
import { torture } from './torture.ts'

const seed = 20_261_123
const count = 16

test('sixteen blows to everything: nothing refused, never two copies, one of each at the end, every blow in the journal', async () => {
  const result = await torture(makeProject, blowsFrom(seed, count))
  expect(result.blows.length).toBeGreaterThan(count / 2)
  expect(result).toMatchObject({ answers: { refused: 0 }, doubles: [], unaccounted: [], overlaps: [], end: { other: [] } })
  expect(result.answers.failed, result.answers.errors.join(', ')).toBeLessThanOrEqual(count)
}, 120_000)
