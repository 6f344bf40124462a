import { constants } from 'node:os'

import { expect, test } from 'vitest'

import { answerText } from '../src/command-line/answer-text.ts'
import { deviceText } from '../src/commands/device-texts.ts'
import { reasonText } from '../src/crashes/reason-texts.ts'
import { refuseDevice, refuseTimeout, remarksOn } from '../supervision/src/relay/judge-device.ts'
import { describeEnding } from '../supervision/src/restarter/death/describe-ending.ts'
import { english } from './english.ts'
import { german } from './german.ts'

const facts = { isOomKill: false, printed: '' }

test('each end that the restarter describes is German in a German editor, and in an English one what it said', () => {
  const signals = Object.keys(constants.signals).map((signal) => ({ exitCode: null, signal }))
  const codes = Array.from({ length: 256 }, (_, exitCode) => ({ exitCode, signal: null }))
  const lost = { exitCode: null, signal: null }
  const ofMemory = [
    describeEnding({ exitCode: null, signal: 'SIGKILL' }, { ...facts, isOomKill: true }),
    describeEnding({ exitCode: null, signal: 'SIGABRT' }, { ...facts, printed: 'FATAL ERROR: JavaScript heap out of memory' }),
  ]
  const told = [...signals, ...codes, lost].map((ending) => describeEnding(ending, facts))
  for (const reason of [...told, ...ofMemory, 'hung: no heartbeat for 2.5 s', 'hung: stopped (SIGSTOP)']) {
    expect(reasonText(reason, english)).toBe(reason)
    expect(reasonText(reason, german), reason).not.toBe(reason)
  }
  expect(reasonText('hung: no heartbeat for 2.5 s', german)).toBe('hing: kein Herzschlag seit 2,5 s')
})

test('what a program said itself stays', () => {
  for (const reason of ['TypeError: killed (SIGKILL)', 'Error: exit code 1']) expect(reasonText(reason, german)).toBe(reason)
})

test('each refusal of a watchdog device, and each remark on one, is German in a German editor', () => {
  const order = { kind: 'device', path: '/dev/watchdog0', timeoutS: 60, pretimeoutS: 0, isNowayoutAccepted: false } as const
  const device = (attributes: Readonly<Record<string, string>>) => ({ type: 'watchdog', attributes }) as const
  const refusals = [
    refuseDevice(order, { type: 'nothing', attributes: {} }),
    refuseDevice(order, { type: 'other', attributes: {} }),
    refuseDevice(order, device({})),
    refuseDevice(order, device({ nowayout: '1' })),
    refuseDevice(order, device({ nowayout: '0', min_timeout: '1', max_timeout: '10' })),
    refuseTimeout('/dev/watchdog0', 2),
  ]
  const remarks = remarksOn(device({ bootstatus: '32', state: 'active', identity: 'Software Watchdog' }))
  expect(remarks).toHaveLength(3)
  for (const said of [...refusals, ...remarks]) {
    if (said === undefined) throw new Error('not refused')
    expect(deviceText(said, german), said).toMatch(/ (?:kann nicht|hat der|ist schon|ist Software)/u)
    expect(deviceText(said, english), said).toMatch(/\.$/u)
  }
  expect(deviceText('cannot use it for a reason that came later', german)).toBe('cannot use it for a reason that came later')
})

test('what the command answers stays as it is, and elsewhere than in an English editor it is said whose words they are', () => {
  const line = 'crash-only.json: invalid JSON (correct it)'
  for (const language of ['en', 'en-gb']) expect(answerText(line, language, english)).toBe(line)
  expect(answerText(line, 'de', german)).toBe(`crash-only meldet (auf Englisch): ${line}`)
})
