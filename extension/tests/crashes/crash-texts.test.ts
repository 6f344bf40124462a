import { expect, test } from 'vitest'

import { crashPage } from '../../src/crashes/crash-page.ts'
import { crashSummary } from '../../src/crashes/crash-summary.ts'
import { clockText } from '../../src/crashes/crash-texts.ts'
import { findCrash } from '../../src/crashes/find-crash.ts'
import { english } from '../english.ts'
import { crashed, crashesAfter, folder, lives, startedMs, where } from './crash-facts.ts'

const evil = '[press me](command:workbench.action.closeWindow) ![x](https://example.com/x.png) <img src=x>'
const crashes = crashesAfter([...crashed(1, 0, { code: 'return x.total', tail: ['listening', 'GET /pay'], doing: 'computing' }), ...lives(2, 2)])
const found = findCrash([crashes], { folderPath: folder.path, group: crashes.groups[0]?.id ?? '' })

test('a hover says what, how often and what it was doing, and each frame leads to its line', () => {
  const text = found === undefined ? '' : crashSummary(found, english, startedMs + 600_000)
  expect(text).toContain('**TypeError: x is undefined**')
  expect(text).toContain('api crashed so once, 9 min ago: exit code 1, back in 1\\.2 s\\.')
  expect(text).toContain('It was computing')
  expect(text).toContain(`at pay \\([server\\.js:42](file://${where.file}#42,7)\\)`)
})

test('what of a stack is in our own preload is left out', () => {
  const ours = `    at execSync (/home/me/.local/state/crash-only/programs/70167112d8c4ab63/heartbeat.cjs:860:24)\n    at recall (${where.file}:42:7)`
  const { groups } = crashesAfter(crashed(1, 0, { stack: ours }))
  const crash = findCrash([{ folder, groups, unseen: 0 }], { folderPath: folder.path, group: groups[0]?.id ?? '' })
  if (crash === undefined) throw new Error('not found')
  for (const text of [crashSummary(crash, english), crashPage(crash, [], english)]) {
    expect(text).not.toContain('heartbeat')
    expect(text).toContain('at recall')
  }
})

test('nothing that a program says becomes a link, a picture or markup', () => {
  const group = { ...crashes.groups[0], last: { ...crashes.groups[0]?.last, reason: evil, doing: evil, stack: `x\n    at ${evil}` } }
  const text = crashSummary({ folderPath: folder.path, group, crash: group.last } as never, english)
  expect(text.replaceAll(/\\./gu, '')).not.toMatch(/[[<!]/u)
})

test('the page of a crash has all that is known of it, and what a rule would have told', () => {
  const text = found === undefined ? '' : crashPage(found, ['crash-only/no-blocking-call'], english)
  const expected = ['api, incarnation 1', `${where.file}:42:7`, 'return x.total', 'crash-only/no-blocking-call tells of this line', 'GET /pay', 'at pay (']
  for (const part of expected) expect(text).toContain(part)
})

test('a crash that was cleared, or never was, is not found', () => {
  expect(findCrash([crashes], { folderPath: folder.path, group: 'another' })).toBeUndefined()
  expect(findCrash([crashes], { folderPath: folder.path, group: crashes.groups[0]?.id ?? '', crash: 'another' })).toBeUndefined()
  expect(findCrash([], { folderPath: '/nowhere' })).toBeUndefined()
})

test('a time is written as the language of the editor has it, whatever that of the machine is', () => {
  const nowMs = new Date(2026, 2, 4, 16).getTime()
  const yesterday = new Date(2026, 2, 3, 15, 4, 5).getTime()
  expect(clockText(yesterday, { nowMs, language: 'de' })).toBe('03.03.26, 15:04:05')
  expect(clockText(yesterday, { nowMs, language: 'en' })).toBe('3/3/26, 15:04:05')
  expect(clockText(yesterday, { nowMs: yesterday, language: 'de' })).toBe('15:04:05')
})
