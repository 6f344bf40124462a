import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { adapters } from '../benchmarks/side-by-side/adapters.ts'
import { parseOptions } from '../benchmarks/side-by-side/options.ts'
import { renderChart } from '../benchmarks/side-by-side/render/chart.ts'
import { withTables } from '../benchmarks/side-by-side/render/publish.ts'
import { renderTables } from '../benchmarks/side-by-side/render/tables.ts'
import { readResults, withParts } from '../benchmarks/side-by-side/results/results-file.ts'
import type { Part, Results } from '../benchmarks/side-by-side/results/results.ts'
import { root } from './tracked-files.ts'

const read = async (file: string): Promise<string> => readFile(join(root, file), 'utf8')

describe('the published figures', async () => {
  const results = await readResults(join(root, 'docs/benchmarks.json'))
  if (results === undefined) throw new Error('docs/benchmarks.json is missing: npm run bench -- side-by-side')

  test('stand in the page as they were measured', async () => {
    const page = await read('docs/benchmarks.md')
    expect(withTables(page, renderTables(results))).toBe(page)
  })

  test('are those of the chart', async () => { expect(await read('docs/benchmarks.svg')).toBe(renderChart(results)) })

  test('tell of each supervisor, or why it is missing', () => {
    expect(results.entrants.map(({ id }) => id).sort()).toEqual(adapters.map(({ id }) => id).sort())
  })
})

describe('rendering', () => {
  const failed = { refused: 40, reset: 2, hung: 0, wrong: 0, silenceMs: 200 }
  const fine = { refused: 0, reset: 0, hung: 0, wrong: 0, silenceMs: 30 }
  const memory = (mb: number) => ({ rssMb: mb, pssMb: mb / 2, privateMb: mb / 4, cleanMb: 0 })
  const cost = (mb: number) => ({ own: memory(mb), ownProcesses: 1, cpuPercent: mb / 100, program: memory(80), programProcesses: 1 })
  const results = resultsOf({
    idle: partOf({ 'crash-only-warm': [20, 30, 25], 'pm2-fork': [250, 240, 300], systemd: [null, 230, null] }),
    load: partOf({
      'crash-only-warm': { crashes: [fine, fine], clientLateMs: 1 },
      'pm2-fork': { crashes: [failed, { ...failed, refused: 41 }], clientLateMs: 1 },
    }),
    cost: partOf({ 'crash-only-warm': cost(100), 'pm2-fork': cost(70) }),
    hang: partOf({ 'pm2-fork': { spin: [{ answeredMs: null, endedMs: null }], freeze: [{ answeredMs: 5, endedMs: null }] } }),
  })

  test('a row has the median, the slowest, and how many times faster it is', () => {
    checkRow(results, '**Crash-Only, spare warm** | 25 | 30 | 10 | – | – | 3')
  })

  test('what mostly did not come back has no median', () => {
    checkRow(results, 'systemd | not within 20 s | > 20 s | – | – | – | 3')
  })

  test('failed requests are counted by kind, and for each crash', () => {
    checkRow(results, 'PM2 fork | 43 | 81 | 4 | 0 | 0 | 200 | 2')
    checkRow(results, '**Crash-Only, spare warm** | 0 | 0 | 0 | 0 | 0 | 30 | 2')
  })

  test('a hang that nobody ends is never ended', () => { checkRow(results, 'PM2 fork | never | never | 5 | never | 1') })

  test('what ours is worse at is said, and by how much', () => {
    expect(renderTables(results)).toContain('- Memory of the supervisor, RSS: ours 100 MB; less: PM2 fork 70.')
    expect(renderTables(results)).not.toContain('- Failed requests per crash')
  })

  test('the chart has a bar for each, the fastest first', () => {
    const chart = renderChart(results)
    expect([...chart.matchAll(/<rect class="(\w+)"/gu)].map((match) => match[1])).toEqual(['ours', 'other', 'other'])
    expect(chart.indexOf('25 ms')).toBeLessThan(chart.indexOf('250 ms'))
    expect(chart.replaceAll(/&(?:amp|lt);/gu, '')).not.toMatch(/&/u)
  })

  test('a part that was run anew replaces that part alone', () => {
    const anew = resultsOf({ idle: partOf({ 'crash-only-warm': [10] }) })
    const { parts } = withParts(results, anew)
    expect(parts.idle?.of).toEqual({ 'crash-only-warm': [10] })
    expect(parts.load).toBe(results.parts.load)
  })

  test('the rest of the page stays', () => {
    const page = 'a\n<!-- side-by-side: written by npm run bench -->\nold\n<!-- side-by-side ends -->\nb\n'
    expect(withTables(page, 'new\n')).toMatch(/^a\n<!-- .* -->\n\nnew\n\n<!-- side-by-side ends -->\nb\n$/u)
    expect(() => withTables('a page without marks', 'new')).toThrow(/has no place for the tables/u)
  })
})

describe('options', () => {
  test('of none, everything is measured and published', () => {
    expect(parseOptions([])).toMatchObject({ isPublished: true, only: adapters.map(({ id }) => id) })
  })

  test('a part of the adapters or of the rounds is not published', () => {
    expect(parseOptions(['--only', 'pm2-fork,shell-loop'])).toMatchObject({ isPublished: false, only: ['pm2-fork', 'shell-loop'] })
    expect(parseOptions(['--rounds', '2', '--part', 'idle'])).toMatchObject({ isPublished: false, rounds: 2, parts: ['idle'] })
  })

  const wrong = [['--only', 'pm3'], ['--part', 'dance'], ['--rounds', '0'], ['--rounds', 'many'], ['--fast', '1']] as const
  test.each(wrong)('%s %s is refused', (option, value) => {
    expect(() => parseOptions([option, value])).toThrow(option)
  })
})

function checkRow(results: Results, cells: string): void {
  expect(renderTables(results)).toContain(`| ${cells} |\n`)
}

function partOf<T>(of: Readonly<Record<string, T>>): Part<T> {
  return { at: '2026-01-02T03:04:05.000Z', minutes: 1, of, failed: {} }
}

function resultsOf(parts: Results['parts']): Results {
  const machine = { node: '24.0.0', kernel: '6.1', system: 'Debian', cpu: 'a CPU', cores: 2, memoryGb: 8 }
  const entrants = adapters.map(({ id, title }) => ({ id, title, version: '1.0' }))
  return { version: 1, machine, entrants, parts }
}
