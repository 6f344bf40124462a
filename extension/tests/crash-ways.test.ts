import { expect, test } from 'vitest'

import { crashWays } from '../supervision/src/state/control.ts'
import { type CrashWayFacts, crashWayItems } from '../src/commands/crash-ways.ts'
import { english } from './english.ts'

test('of a Node program on Linux every way is offered, each with what it is like', () => {
  const items = crashWayItems({ platform: 'linux', isNode: true }, english)
  expect(items.map(({ way }) => way)).toEqual([...crashWays])
  expect(items.filter(({ description }) => description === '')).toEqual([])
})

test.each<{ what: string; facts: CrashWayFacts; ways: readonly string[] }>([
  { what: 'a program in another language', facts: { platform: 'linux', isNode: false }, ways: ['kill', 'freeze'] },
  { what: 'Windows, where no signal stops a process', facts: { platform: 'win32', isNode: false }, ways: ['kill'] },
  { what: 'Node on Windows', facts: { platform: 'win32', isNode: true }, ways: crashWays.filter((way) => way !== 'freeze') },
])('$what: what is not possible is not in the list', ({ facts, ways }) => {
  expect(crashWayItems(facts, english).map(({ way }) => way)).toEqual(ways)
})
