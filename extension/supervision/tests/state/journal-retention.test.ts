import { expect, test } from 'vitest'

import { journalBytesMax, journalPartsMax, partsToDelete, type PartSize } from '../../src/state/journal-retention.ts'

function parts(count: number, bytes: number): PartSize[] {
  return Array.from({ length: count }, (_, index) => ({ name: String(index), bytes }))
}

test('nothing is deleted up to the limits', () => {
  expect(partsToDelete([], 0)).toEqual([])
  expect(partsToDelete(parts(journalPartsMax, 1), journalPartsMax - 1)).toEqual([])
  expect(partsToDelete(parts(8, journalBytesMax / 8), 7)).toEqual([])
})

test('the oldest go when there are too many', () => {
  expect(partsToDelete(parts(journalPartsMax + 2, 1), journalPartsMax)).toEqual(['0', '1'])
})

test('the oldest go when they are too much', () => {
  expect(partsToDelete(parts(10, journalBytesMax / 8), 9)).toEqual(['0', '1'])
})

test('what a fold needs stays, whatever it costs', () => {
  expect(partsToDelete(parts(10, journalBytesMax / 8), 1)).toEqual(['0'])
  expect(partsToDelete(parts(10, journalBytesMax), 0)).toEqual([])
  expect(partsToDelete([...parts(1, 1), { name: 'last', bytes: 2 * journalBytesMax }], 1)).toEqual(['0'])
})
