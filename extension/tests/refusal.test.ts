import { expect, test } from 'vitest'

import type { Project } from '../supervision/src/state/project.ts'
import { refusalOf } from '../src/project/refusal.ts'
import { projectOf } from './project-facts.ts'

const file = '/home/me/shop/crash-only.json'

test('a refused configuration has its line and what is wrong, without what the Problems view says anyway', () => {
  check({ refused: 'crash-only.json:7: process "web": no' }, { file, line: 7, text: 'process "web": no' })
  check({ refused: 'crash-only.json: processes lacks "x"' }, { file, line: 1, text: 'processes lacks "x"' })
  check({ refused: 'crash-only.json is gone' }, { file, line: 1, text: 'crash-only.json is gone' })
  check({ source: 'Procfile', refused: 'Procfile:2: not of the form' }, { file: '/home/me/shop/Procfile', line: 2, text: 'not of the form' })
})

test('nothing is refused where it was accepted, never changed, or does not run any more', () => {
  check({}, null)
  check({ refused: null }, null)
  check({ refused: 'crash-only.json:7: no', wish: 'end' }, null)
  expect(refusalOf(undefined, '/home/me/shop')).toBeNull()
})

function check(change: Partial<Project>, refusal: ReturnType<typeof refusalOf>): void {
  expect(refusalOf({ ...projectOf(['web']), ...change }, '/home/me/shop')).toEqual(refusal)
}
