import { describe, expect, test } from 'vitest'

import { groupsAtLines, groupsOfFile, lineMarks, markText } from '../../src/at-the-line/line-marks.ts'
import { locateLine } from '../../src/at-the-line/locate-line.ts'
import { rulesAtLine } from '../../src/at-the-line/rule-findings.ts'
import { crashed, crashesAfter, lives, startedMs, where } from '../crashes/crash-facts.ts'
import { english } from '../english.ts'

const place = { ...where, line: 3 }
const lines = ['one', 'two', '  return x.total', 'four']

describe('where the code of a crash stands now', () => {
  const crash = crashesAfter(crashed(1, 0, { where: place, code: 'return x.total' })).groups[0]?.last
  const without = crashesAfter(crashed(1, 0, { where: place })).groups[0]?.last
  if (crash === undefined || without === undefined) throw new Error('no crash')
  test.each([
    { what: 'where it was', known: crash, text: lines, at: { line: 2, isStale: false } },
    { what: 'moved down by lines above it', known: crash, text: ['new', 'new', ...lines], at: { line: 4, isStale: false } },
    { what: 'moved up', known: crash, text: lines.slice(2), at: { line: 0, isStale: false } },
    { what: 'only its indentation is another one', known: crash, text: ['one', 'two', 'return x.total'], at: { line: 2, isStale: false } },
    { what: 'it was changed', known: crash, text: ['one', 'two', 'return x?.total'], at: { line: 2, isStale: true } },
    { what: 'something was added to it', known: crash, text: ['one', 'two', 'return x.total + 1'], at: { line: 2, isStale: true } },
    { what: 'it is there twice, and not where it was', known: crash, text: ['return x.total', 'return x.total', 'c', 'd'], at: { line: 2, isStale: true } },
    { what: 'the file is shorter now', known: crash, text: ['one'], at: { line: 0, isStale: true } },
    { what: 'its text is not known, and the file is unchanged', known: without, text: lines, at: { line: 2, isStale: false } },
  ])('$what', ({ known, text, at }) => {
    expect(locateLine(known, null, { lines: text, isDirty: false })).toEqual(at)
  })

  test('where its text is not known, any change makes it uncertain', () => {
    expect(locateLine(without, null, { lines, isDirty: true })?.isStale).toBe(true)
    expect(locateLine(without, startedMs + 1, { lines, isDirty: false })?.isStale).toBe(true)
    expect(locateLine(without, startedMs - 1, { lines, isDirty: false })?.isStale).toBe(false)
  })
})

describe('what stands after a line', () => {
  const now = startedMs + 180_000
  test.each([
    { what: 'once', events: crashed(1, 0), text: 'crashed 2 min ago: TypeError: x is undefined' },
    { what: 'often', events: [...crashed(1, 0), ...crashed(2, 10)], text: 'crashed 2×, last 2 min ago: TypeError: x is undefined' },
    { what: 'a hang', events: [...lives(1, 0), { event: 'flagged' as const, mono: 7_200, data: { sinceMono: 1_000 } },
      ...crashed(1, 6.2, { kind: 'hang' }).slice(2)], text: 'blocked 6.2 s here, 2 min ago' },
  ])('$what', ({ events, text }) => {
    const [mark] = lineMarks(groupsAtLines([crashesAfter(events, { nowSecond: 180 })], where.file), { lines: Array.from({ length: 50 }, () => ''), isDirty: false })
    expect(mark && markText(mark, now, english)).toBe(text)
    expect(mark && markText({ ...mark, isStale: true }, now, english)).toBe(`before your edit: ${text}`)
  })

  test('a crash and a hang of one line are one mark, with the sign of the crash', () => {
    const crashes = crashesAfter([...crashed(1, 0), ...crashed(2, 10, { kind: 'hang' })])
    const marks = lineMarks(groupsAtLines([crashes], where.file), { lines: Array.from({ length: 50 }, () => ''), isDirty: false })
    expect(marks.map(({ kind, marked }) => [kind, marked.length])).toEqual([['crash', 2]])
  })

  test('what ran well since is shown at no line, but still known to a finding', () => {
    const crashes = crashesAfter([...crashed(1, 0), ...lives(2, 30)], { changedMs: new Map([[where.file, startedMs + 20_000]]) })
    expect(groupsAtLines([crashes], where.file)).toEqual([])
    expect(groupsOfFile([crashes], where.file)).toHaveLength(1)
  })
})

test('the rules that tell of a line are ours, whoever ran them', () => {
  const at = (start: number, end: number) => ({ start: { line: start }, end: { line: end } }) as never
  const diagnostics = [
    { source: 'eslint', code: { value: 'crash-only/no-blocking-call', target: undefined as never }, range: at(4, 4) },
    { source: 'crash-only', code: 'no-non-atomic-write', range: at(3, 6) },
    { source: 'crash-only', code: 'crash', range: at(4, 4) },
    { source: 'eslint', code: 'no-undef', range: at(4, 4) },
    { source: 'crash-only', code: 'require-timeout', range: at(5, 5) },
    { source: 'ts', range: at(4, 4) },
  ]
  expect(rulesAtLine(diagnostics, 4)).toEqual(['crash-only/no-blocking-call', 'crash-only/no-non-atomic-write'])
})
