import { expect, test } from 'vitest'

import { isRoom } from '../../src/platform/memory-room.ts'

const [gb, mb] = [1e9, 1e6]

test.each([
  { title: 'a tenth of the machine is left', availableBytes: 3 * gb, limitBytes: 0, totalBytes: 24 * gb, expected: true },
  { title: 'less than a tenth is left', availableBytes: 2 * gb, limitBytes: 0, totalBytes: 24 * gb, expected: false },
  { title: 'a cgroup limits us to less than the machine has', availableBytes: 500 * mb, limitBytes: 2 * gb, totalBytes: 24 * gb, expected: true },
  { title: 'a limit above what there is counts for nothing', availableBytes: 2 * gb, limitBytes: 2 ** 63, totalBytes: 24 * gb, expected: false },
  { title: 'a small machine keeps 200 MB', availableBytes: 150 * mb, limitBytes: 0, totalBytes: gb, expected: false },
])('$title: room is $expected', ({ expected, ...memory }) => {
  expect(isRoom(memory)).toBe(expected)
})
