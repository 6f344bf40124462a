import { expect, test } from 'vitest'

import { type ProgramRow, programRows } from '../src/programs/program-rows.ts'
import { english } from './english.ts'
import { crashedOnce, projectOf, ready, type ShortEvent, spawned, viewAfter } from './project-facts.ts'

const where = { file: '/home/me/shop/src/server.js', line: 42, column: 7 }
const why = 'TypeError: x is undefined'
const thrown: ShortEvent = { event: 'exited', mono: 120_000, incarnation: 2, why, data: { where } }

test('a program shows its state, its crashes and its pid, and its details below it', () => {
  const rows = programRows([viewAfter(crashedOnce, 4 * 60_000 + 60_100, { project: projectOf(['api']) })], english)
  check(rows, [
    'api — up 4 min · 1 crash · pid 4712',
    '  Heartbeat — limit 2 s',
    '  Restarted — 1: 1 crash · 180 ms median, 180 ms p95',
    '  Available — 99.93 % (2 nines) over 4 min',
    '  Boot — 170 ms · 170 ms median',
    '  Last crash — killed (SIGKILL) · 4 min ago',
    '  Guarded by — restarter 4700, watchdog 4702',
  ])
})

test('a program that was never up has no availability and no boot time', () => {
  const [row] = programRows([viewAfter([spawned], 100)], english)
  expect(row?.children.map(({ label }) => label)).toEqual(['Restarted', 'Guarded by'])
  expect(row?.tooltip).toBe('api: starting · 0 crashes · pid 4711')
})

test('the tooltip of a program has the figures that its row has no room for', () => {
  const [row] = programRows([viewAfter(crashedOnce, 2 * 3_600_000 + 200)], english)
  expect(row?.tooltip).toBe([
    'api: up 1 h · 1 crash · pid 4712', 'Recovery: 180 ms median, 180 ms p95', 'Available: 99.99 % (3 nines) over 2 h',
  ].join('\n'))
})

test('nines are claimed only as far as the time is long enough for them', () => {
  const available = (nowMono: number) =>
    programRows([viewAfter([spawned, ready], nowMono)], english)[0]?.children.find(({ label }) => label === 'Available')?.description
  expect(available(3_000)).toBe('100 % over < 1 min')
  expect(available(90_200)).toBe('100 % (1 nine) over 1 min')
  expect(available(3_600_200)).toBe('100 % (3 nines) over 1 h')
})

test('a crash with a place in the code can be opened there', () => {
  const rows = programRows([viewAfter([...crashedOnce, thrown], 121_000)], english)
  const crash = rows[0]?.children.find(({ label }) => label === 'Last crash')
  expect(crash).toMatchObject({ description: `${why} · src/server.js:42 · < 1 min ago`, place: where })
})

test('a stopped program shows no pid, and cannot be crashed', () => {
  const stop: ShortEvent = { event: 'exited', mono: 120_000, data: { kind: 'stop' } }
  const [row] = programRows([viewAfter([spawned, ready, stop], 121_000, { guard: { kind: 'none' } })], english)
  expect(row).toMatchObject({ description: 'stopped', kind: 'program.stopped', icon: { id: 'circle-outline' } })
})

test('folders are a level only where there are several projects', () => {
  const shop = viewAfter(crashedOnce, 61_000)
  const bank = viewAfter([spawned, ready], 61_000, { folder: { name: 'bank', path: '/home/me/bank' } })
  const idle = viewAfter([], 61_000, { folder: { name: 'docs', path: '/home/me/docs' }, canRun: false })
  expect(programRows([shop, idle], english).map(({ label }) => label)).toEqual(['api'])
  const rows = programRows([shop, bank, idle], english)
  expect(rows.map(({ label, description, kind }) => [label, description, kind])).toEqual([
    ['shop', '1/1 up', 'project.running'],
    ['bank', '1/1 up', 'project.running'],
  ])
  expect(rows[1]?.children[0]).toMatchObject({ label: 'api', folderPath: '/home/me/bank', program: 'api' })
})

test('a program that waits for its next try is not up, and can be stopped', () => {
  const loop: readonly ShortEvent[] = [...crashedOnce, { event: 'backoff', mono: 60_000, ms: 5_000 }]
  const rows = programRows([viewAfter(loop, 60_200), viewAfter(crashedOnce, 61_000)], english)
  expect(rows[0]).toMatchObject({ description: '0/1 up', kind: 'project.running' })
  const [program] = rows[0]?.children ?? []
  expect(program).toMatchObject({ description: 'down, retry 5 s · 1 crash · pid 4712', kind: 'program.running' })
})

test('what is in the configuration is shown in its order; what was taken out of it is not', () => {
  const old = [spawned, ready].map((event) => ({ ...event, name: 'old' }))
  const project = projectOf(['web', 'api'])
  const rows = programRows([viewAfter([...old, ...crashedOnce], 61_000, { project })], english)
  expect(rows.map(({ label }) => label)).toEqual(['web', 'api'])
})

test('an id stays the same from one showing to the next, and is the only one of its kind', () => {
  const ids = (nowMono: number) => flat(programRows([viewAfter(crashedOnce, nowMono)], english)).map(({ id }) => id)
  expect(ids(61_000)).toEqual(ids(600_000))
  expect(new Set(ids(61_000)).size).toBe(ids(61_000).length)
})

test('every row has a sentence for screen readers that says what it belongs to', () => {
  const rows = flat(programRows([viewAfter(crashedOnce, 61_000)], english))
  const labels = rows.map(({ accessibleLabel }) => accessibleLabel)
  expect(labels).toContain('api: up < 1 min · 1 crash · pid 4712')
  expect(labels).toContain('api, Guarded by: restarter 4700, watchdog 4702')
})

function check(rows: readonly ProgramRow[], lines: readonly string[]): void {
  const line = ({ label, description }: ProgramRow): string => `${label} — ${description}`
  expect(rows.flatMap((row) => [line(row), ...row.children.map((child) => `  ${line(child)}`)])).toEqual(lines)
}

function flat(rows: readonly ProgramRow[]): ProgramRow[] {
  return rows.flatMap((row) => [row, ...flat(row.children)])
}
