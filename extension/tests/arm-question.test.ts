import { expect, test } from 'vitest'

import { armQuestion, type Outlook, parseOutlook } from '../src/commands/arm-question.ts'
import { english } from './english.ts'

const outlook: Outlook = { target: '/dev/watchdog0 (i6300ESB timer)', worstMs: 70_500, isForEver: false, refusal: null, remarks: [] }

test('who arms it is told in how many seconds the computer reboots, and that nothing is saved', () => {
  const { question, detail } = armQuestion(outlook, english)
  expect(question).toBe('Arm /dev/watchdog0 (i6300ESB timer)?')
  expect(detail).toContain('reboots within 71 s')
  expect(detail).toContain('what is not saved, in any program, is lost')
  expect(detail).not.toContain('cannot be disarmed')
})

test('what cannot be disarmed, and what the relay remarks, is told as well', () => {
  const { detail } = armQuestion({ ...outlook, isForEver: true, remarks: ['it is software'] }, english)
  expect(detail).toMatch(/It cannot be disarmed\.\nit is software$/u)
})

test('a driver that does not tell its timeout gets no number', () => {
  expect(armQuestion({ ...outlook, worstMs: null }, english).detail).toContain('this computer reboots soon.')
})

test('what is no answer is none', () => {
  expect(parseOutlook('')).toBeUndefined()
  expect(parseOutlook('{"v":2}')).toBeUndefined()
  expect(parseOutlook(JSON.stringify(outlook))).toEqual(outlook)
})
