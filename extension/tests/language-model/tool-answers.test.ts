import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { crashWays } from '../../supervision/src/state/control.ts'
import { chosenLimit, chosenProgram, chosenWay, crashAnswer, crashesAtMost, isCrash, statusAnswer } from '../../src/language-model/tool-answers.ts'
import { crashedOnce, killed, needsDb, ready, viewAfter, webWaits, wholeEvent } from '../project-facts.ts'

interface Tool {
  readonly name: string
  readonly inputSchema: { readonly properties: Record<string, { readonly enum?: readonly string[]; readonly maximum?: number }> }
}

const manifest = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as { contributes: { languageModelTools: readonly Tool[] } }

test('the status is that of every screen', () => {
  expect(statusAnswer([viewAfter(crashedOnce, 61_000)])).toMatchObject([{
    folder: '/home/me/shop', guardedBy: 'guarded', programs: [{ name: 'api', state: 'up', pid: 4712, crashes: 1, recovery: { medianMs: 180 } }],
  }])
})

test('of one that waits it says for what', () => {
  const [answer] = statusAnswer([viewAfter(webWaits(), 1_000, { project: needsDb })]) as [{ programs: readonly unknown[] }]
  expect(answer.programs[1]).toMatchObject({ name: 'web', state: 'waiting', waitsFor: ['db'] })
})

test('a crash comes with all that is known of it', () => {
  const where = { file: '/home/me/shop/a.ts', line: 3, column: 1 }
  const event = wholeEvent({ ...killed, data: { kind: 'hang', where, stack: 'at a', doing: 'in readSync', tail: ['hello'] } })
  expect(isCrash(event)).toBe(true)
  expect(crashAnswer(event)).toMatchObject({ program: 'api', kind: 'hang', where, stack: 'at a', doing: 'in readSync', lastOutput: ['hello'] })
  expect(isCrash(wholeEvent(ready))).toBe(false)
  expect(isCrash(wholeEvent({ ...killed, data: { kind: 'stop' } }))).toBe(false)
})

test('what a model gives is judged, and told in one line', () => {
  expect(chosenProgram({ program: 'web' }, ['web', 'db'])).toBe('web')
  expect(chosenProgram({}, ['web'])).toBeUndefined()
  expect(chosenProgram(null, ['web'])).toBeUndefined()
  expect(() => chosenProgram({ program: 'wep' }, ['web', 'db'])).toThrow('no program is called "wep" (there is: web, db)')
  expect(() => chosenProgram({ program: 3 }, [])).toThrow('(there is: none)')
  expect(chosenLimit({ limit: 1_000 })).toBe(crashesAtMost)
  expect(() => chosenLimit({ limit: -1 })).toThrow('limit is -1')
  expect(chosenWay({})).toBe('kill')
  expect(() => chosenWay({ how: 'rm -rf' })).toThrow(`how is "rm -rf" (give one of: ${crashWays.join(', ')})`)
})

test('the manifest tells models the same bounds', () => {
  const tools = Object.fromEntries(manifest.contributes.languageModelTools.map(({ name, inputSchema }) => [name, inputSchema.properties]))
  expect(tools['crashonly_crashNow']?.['how']?.enum).toEqual(crashWays)
  expect(tools['crashonly_recentCrashes']?.['limit']?.maximum).toBe(crashesAtMost)
})
