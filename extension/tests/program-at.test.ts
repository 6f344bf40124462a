import { expect, test } from 'vitest'

import { programOfFile, programOfLine, programOfSymbols } from '../src/commands/program-at.ts'

const range = (start: number, end: number) => ({ start: { line: start, character: 4 }, end: { line: end, character: 5 } })
const symbols = [
  { name: 'processes', range: range(1, 9), children: [{ name: 'web', range: range(2, 4), children: [] }, { name: 'worker', range: range(5, 8), children: [] }] },
  { name: 'check', range: range(10, 10), children: [] },
]

test.each([
  { line: 3, character: 10, program: 'web' },
  { line: 5, character: 4, program: 'worker' },
  { line: 5, character: 0, program: undefined },
  { line: 9, character: 0, program: undefined },
  { line: 10, character: 5, program: undefined },
])('in crash-only.json, $line:$character is in $program', ({ program, ...cursor }) => {
  expect(programOfSymbols(symbols, cursor)).toBe(program)
})

test('a file that is being written has no symbols, and no program', () => {
  expect(programOfSymbols([], { line: 0, character: 0 })).toBeUndefined()
})

test.each([['web: node .', 'web'], ['# web: node .', undefined], ['', undefined]])('the line of a Procfile `%s` is of %s', (line, program) => {
  expect(programOfLine(line)).toBe(program)
})

test('a file is of the program whose command names it, if there is only one', () => {
  const web = { name: 'web', command: 'node --trace-warnings server.js', cwd: '/shop' }
  const worker = { name: 'worker', command: ['node', 'jobs/worker.js'], cwd: '/shop' }
  expect(programOfFile([web, worker], '/shop/server.js')).toBe('web')
  expect(programOfFile([web, worker], '/shop/jobs/worker.js')).toBe('worker')
  expect(programOfFile([web, worker], '/shop/lib.js')).toBeUndefined()
  expect(programOfFile([web, { ...web, name: 'web-2' }], '/shop/server.js')).toBeUndefined()
})
