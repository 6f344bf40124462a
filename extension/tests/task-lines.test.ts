import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { startingLine, taskLines } from '../src/tasks/task-lines.ts'
import { again, crashedOnce, killed, ready, type ShortEvent, spawned, viewAfter } from './project-facts.ts'

const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  contributes: { problemMatchers: [{ pattern: { regexp: string }; background: { beginsPattern: string; endsPattern: string } }] }
}
const [{ pattern, background }] = manifest.contributes.problemMatchers
const spawnedToo: ShortEvent = { event: 'spawned', name: 'db', mono: 250, data: { pid: 4720, first: true } }
const readyToo: ShortEvent = { ...ready, name: 'db', mono: 450 }
const thrown: ShortEvent = { ...killed, why: 'Error: no', data: { kind: 'crash', where: { file: '/home/me/shop/a.js', line: 3, column: 9 } } }

test('a task tells what changed, and nothing twice', () => {
  const [none, up, down, back] = [programs([], 0), programs([spawned, ready], 300), programs([spawned, ready, thrown, again], 60_020), programs(crashedOnce, 61_000)]
  expect(taskLines(none, up)).toEqual(['crash-only: api is up (pid 4711)', 'crash-only: all up'])
  expect(taskLines(up, up)).toEqual([])
  expect(taskLines(up, down)).toEqual(['crash-only: /home/me/shop/a.js:3:9: api died: Error: no', 'crash-only: api is restarting (pid 4712)'])
  expect(taskLines(down, back)).toEqual(['crash-only: api is up (pid 4712)', 'crash-only: all up'])
})

test('the task is ready when all of what it asked for is up, and busy again when one of them is not', () => {
  const [one, both] = [[spawned, ready, spawnedToo], [spawned, ready, spawnedToo, readyToo]]
  const first = taskLines(programs([], 0), programs(one, 300))
  expect(first).toEqual(['crash-only: api is up (pid 4711)', 'crash-only: db is starting (pid 4720)'])
  expect(first.filter(isEnd)).toEqual([])
  expect(taskLines(programs(one, 300), programs(both, 500)).filter(isEnd)).toEqual(['crash-only: all up'])
  const crashed = [...both, { ...thrown, mono: 60_000 }, again]
  expect(taskLines(programs(both, 500), programs(crashed, 60_020)).filter(isBegin)).toEqual(['crash-only: api is restarting (pid 4712)'])
  expect(isBegin(startingLine('/home/me/shop'))).toBe(true)
})

test('one that stands at a breakpoint, or is silent for a moment, is up', () => {
  const paused: ShortEvent = { event: 'paused', mono: 400 }
  expect(taskLines([], programs([spawned, ready, paused], 500))).toEqual(['crash-only: api is paused (pid 4711)', 'crash-only: all up'])
  expect(taskLines(programs([spawned, ready], 300), programs([spawned, ready, paused], 500)).filter((line) => isBegin(line) || isEnd(line))).toEqual([])
})

test('the problem matcher makes no entry of its own: those of the extension are there, and go when they are cleared', () => {
  for (const line of taskLines(programs([spawned, ready], 300), programs([spawned, ready, thrown, again], 60_020))) {
    expect(line).not.toMatch(new RegExp(pattern.regexp, 'u'))
  }
})

function isBegin(line: string): boolean {
  return new RegExp(background.beginsPattern, 'u').test(line)
}

function isEnd(line: string): boolean {
  return new RegExp(background.endsPattern, 'u').test(line)
}

function programs(events: readonly ShortEvent[], nowMono: number) {
  return viewAfter(events, nowMono).programs
}
