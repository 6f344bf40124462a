import { expect, test } from 'vitest'

import { type CrashRow, crashRows } from '../../src/crashes/crash-rows.ts'
import { english } from '../english.ts'
import { crashed, crashesAfter, lives, startedMs, where } from './crash-facts.ts'

const reader = { nowMs: startedMs + 10 * 60_000, language: 'en' }

test('a signature shows its line, how often, when last, and of which program; below it each crash', () => {
  const rows = crashRows([crashesAfter([...crashed(1, 0), ...crashed(2, 10), ...lives(3, 12)])], reader, english)
  expect(rows.map(({ label, description }) => `${label} — ${description}`)).toEqual(['TypeError: x is undefined — server.js:42 · ×2 · 9 min ago · api'])
  expect(rows[0]?.children.map(({ description }) => description)).toEqual(['exit code 1, back in 1.2 s', 'exit code 1, back in 9.2 s'])
  expect(rows[0]).toMatchObject({ kind: 'signature', place: where, accessibleLabel: 'TypeError: x is undefined in api, 2 times, the last one 9 min ago' })
})

test('what ran well since says so, and has another shape', () => {
  const [row] = crashRows([crashesAfter([...crashed(1, 0), ...lives(2, 30)], { changedMs: new Map([[where.file, startedMs + 20_000]]) })], reader, english)
  expect(row?.description).toContain('ran well since')
  expect(row?.icon.id).toBe('pass')
})

test('of many crashes of a signature the latest are listed, and how many more there were', () => {
  const events = Array.from({ length: 30 }, (_, index) => crashed(index + 1, index * 2)).flat()
  const [row] = crashRows([crashesAfter(events)], reader, english)
  expect(row?.children).toHaveLength(21)
  expect(row?.children.at(-1)).toMatchObject({ label: '10 earlier ones', kind: 'more' })
})

test('folders are a level only where more than one has crashes', () => {
  const shop = crashesAfter(crashed(1, 0))
  const bank = { ...shop, folder: { name: 'bank', path: '/home/me/bank' } }
  const idle = { folder: { name: 'docs', path: '/home/me/docs' }, groups: [], unseen: 0 }
  expect(crashRows([shop, idle], reader, english)[0]?.kind).toBe('signature')
  expect(crashRows([shop, bank, idle], reader, english).map(({ label, kind }) => [label, kind])).toEqual([['shop', 'folder'], ['bank', 'folder']])
})

test('an id stays the same as time goes on, and is the only one of its kind', () => {
  const ids = (now: number) => flat(crashRows([crashesAfter([...crashed(1, 0), ...crashed(2, 10)])], { ...reader, nowMs: now }, english)).map(({ id }) => id)
  expect(ids(reader.nowMs)).toEqual(ids(reader.nowMs + 3_600_000))
  expect(new Set(ids(reader.nowMs)).size).toBe(ids(reader.nowMs).length)
})

function flat(rows: readonly CrashRow[]): CrashRow[] {
  return rows.flatMap((row) => [row, ...flat(row.children)])
}
