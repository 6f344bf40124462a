import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { startingLine, taskLines } from '../src/tasks/task-lines.ts'
import { again, crashedOnce, killed, ready, type ShortEvent, spawned, viewAfter } from './project-facts.ts'

const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  contributes: { problemMatchers: [{ pattern: { regexp: string }; background: { beginsPattern: string; endsPattern: string } }] }
}
const [{ pattern, background }] = manifest.contributes.problemMatchers
const thrown: ShortEvent = { ...killed, why: 'Error: no', data: { kind: 'crash', where: { file: '/home/me/shop/a.js', line: 3, column: 9 } } }

test('a task tells what changed, and nothing twice', () => {
  const [none, up, down, back] = [programs([], 0), programs([spawned, ready], 300), programs([spawned, ready, thrown, again], 60_020), programs(crashedOnce, 61_000)]
  expect(taskLines(none, up)).toEqual(['crash-only: api is up (pid 4711)', 'crash-only: all up'])
  expect(taskLines(up, up)).toEqual([])
  expect(taskLines(up, down)).toEqual(['crash-only: /home/me/shop/a.js:3:9: api died: Error: no', 'crash-only: api is restarting (pid 4712)'])
  expect(taskLines(down, back)).toEqual(['crash-only: api is up (pid 4712)', 'crash-only: all up'])
})

test('the problem matcher finds the line of the crash, and knows when the task is ready', () => {
  expect(new RegExp(pattern.regexp, 'u').exec('crash-only: /home/me/shop/a.js:3:9: api died: Error: no')?.slice(1))
    .toEqual(['/home/me/shop/a.js', '3', '9', 'api died: Error: no'])
  expect(startingLine('/home/me/shop')).toMatch(new RegExp(background.beginsPattern, 'u'))
  for (const line of taskLines([], programs([spawned, ready], 300))) expect(line).toMatch(new RegExp(background.endsPattern, 'u'))
  expect('crash-only: api is restarting').not.toMatch(new RegExp(background.endsPattern, 'u'))
})

function programs(events: readonly ShortEvent[], nowMono: number) {
  return viewAfter(events, nowMono).programs
}
