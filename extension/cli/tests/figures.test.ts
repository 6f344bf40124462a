import { expect, test } from 'vitest'

import { describeAvailability } from '../src/figures.ts'

test.each([
  [{ windowMs: 0, ratio: null, nines: null }, '-'],
  [{ windowMs: 3_000, ratio: 1, nines: 0 }, '100 % over 3.0 s'],
  [{ windowMs: 60_000, ratio: 0.5, nines: 0 }, '50.00 % over 1 min'],
  [{ windowMs: 90_000, ratio: 1, nines: 1 }, '100 % (1 nine) over 2 min'],
  [{ windowMs: 7_200_000, ratio: 0.9997, nines: 3 }, '99.97 % (3 nines) over 2.0 h'],
])('%j is told as %s', (availability, text) => {
  expect(describeAvailability(availability)).toBe(text)
})
