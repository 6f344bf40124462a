import { expect, test } from 'vitest'

import type { ProjectSummary } from '../../lint-server/src/project/check-project.ts'
import { checkResult } from '../../src/findings/check-result.ts'
import { english } from '../english.ts'

const nothing: ProjectSummary =
  { files: 0, findings: 0, leftToEslint: 0, tooLarge: 0, unreadable: 0, givenUp: 0, isCut: false, isCancelled: false }

function checkText(some: Partial<ProjectSummary>, text: string | undefined, isOff = false): void {
  expect(checkResult({ ...nothing, ...some }, { isOff }, english)).toBe(text)
}

test('all is well only with what was judged', () => {
  checkText({ files: 3 }, '3 files checked: nothing found that is not safe to kill.')
  checkText({}, 'No file was checked.')
  checkText({ leftToEslint: 7 }, 'No file was checked. Left to ESLint: 7.')
})

test('what was not judged is counted, each kind by itself', () => {
  checkText({ files: 3, leftToEslint: 4, tooLarge: 1, unreadable: 2, givenUp: 5 },
    '3 files checked: nothing found that is not safe to kill. Left to ESLint: 4. Too large to check: 1. Not readable: 2. Given up, as the log says: 5.')
  checkText({ files: 20_000, isCut: true }, '20000 files checked: nothing found that is not safe to kill. There are more files than are looked at.')
})

test('findings are listed elsewhere; a message comes only where there is more to say', () => {
  checkText({ files: 3, findings: 2 }, undefined)
  checkText({ files: 3, findings: 2, leftToEslint: 1 }, '3 files checked: what was found is listed under Problems. Left to ESLint: 1.')
})

test('where findings are switched off, it says by which rules it was judged all the same', () => {
  checkText({ files: 3 }, '3 files checked: nothing found that is not safe to kill. The recommended rules were used, for crashOnly.findings is off.', true)
})
