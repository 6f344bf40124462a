import { describe, expect, test } from 'vitest'

import { placeInStack } from '../../src/state/stack.ts'
import { type Beat, type BeatPhase, judgedBeats } from '../../src/state/heartbeat.ts'
import { parseIncarnationKey } from '../../src/state/incarnation-key.ts'

const leader = 100
const beat = (pid: number | null, phase: BeatPhase | null, sinceMono = 0, script = ''): Beat =>
  ({ path: `web.1.${pid ?? ''}`, pid, phase, sinceMono, modifiedMs: 0, lagMs: 0, script })
const pids = (...beats: Beat[]) => judgedBeats(beats, leader, 'server.js').map(({ pid }) => pid)

describe('which heartbeat speaks for the program', () => {
  test('none', () => { expect(pids()).toEqual([]) })
  test('the file that the program touches itself, before all others', () => {
    expect(pids(beat(leader, 'serving'), beat(null, null))).toEqual([null])
  })
  test('every process that listens, whoever leads', () => {
    expect(pids(beat(leader, 'running'), beat(101, 'serving'), beat(102, 'serving'))).toEqual([101, 102])
  })
  test('the leader, where nobody listens: a compiler that computes is no hang', () => {
    expect(pids(beat(101, 'running'), beat(leader, 'running'))).toEqual([leader])
  })
  test('the one that the configuration names, before those that listen', () => {
    expect(pids(beat(101, 'serving'), beat(102, 'running', 0, '/app/server.js'))).toEqual([102])
  })
  test('the oldest, where the leader has no heartbeat', () => {
    expect(pids(beat(102, 'running', 20), beat(101, 'running', 10))).toEqual([101])
  })
})

test.each([
  ['web.1', { name: 'web', incarnation: 1 }], ['a.b.12', { name: 'a.b', incarnation: 12 }],
  ['web', undefined], ['web.x', undefined], ['.1', undefined],
])('parseIncarnationKey(%j)', (key, expected) => {
  expect(parseIncarnationKey(key)).toEqual(expected)
})

describe('the place of a crash', () => {
  const stack = (...frames: string[]) => ['TypeError: x', ...frames.map((frame) => `    at ${frame}`)].join('\n')
  const own = { file: '/app/server.js', line: 42, column: 7 }
  test.each([
    ['the topmost frame', stack('f (/app/server.js:42:7)', 'g (/app/other.js:1:1)'), own],
    ['not one of Node\'s', stack('emit (node:events:519:28)', 'f (/app/server.js:42:7)'), own],
    ['not one of a dependency\'s', stack('f (/app/node_modules/x/i.js:1:2)', '/app/server.js:42:7'), own],
    ['an ES module\'s', stack('f (file:///app/server.js:42:7)'), own],
    ['an async function\'s', stack('async f (/app/server.js:42:7)'), own],
    ['not one of ours', stack('f (/home/u/.local/state/crash-only/programs/ab/heartbeat.cjs:1:1)'), null],
    ['a dependency\'s, where there is no other', stack('f (/app/node_modules/x/i.js:1:2)'), { file: '/app/node_modules/x/i.js', line: 1, column: 2 }],
    ['none', 'TypeError: x', null],
  ])('is %s', (_what, text, expected) => {
    expect(placeInStack(text)).toEqual(expected)
  })
})
