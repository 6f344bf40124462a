import { expect, test } from 'vitest'

import { decideLease, type LeaseStep } from '../src/project/editor-lease.ts'
import type { OnEditorExit } from '../src/settings.ts'

test('a project that an editor started is renewed by whatever window is open', () => {
  check(['editor.vscode'], 'stop', 'renew')
  check(['editor.of-another-window'], 'stop', 'renew')
})

test('a project that a terminal started is left alone', () => {
  check(['forever'], 'stop', 'none')
  check(['run.4711'], 'stop', 'none')
  check(['run.4711'], 'keep', 'none')
  check([], 'stop', 'none')
})

test('whoever sets `keep` while it runs keeps it, once', () => {
  check(['editor.vscode'], 'keep', 'keep-forever')
  check(['editor.vscode', 'forever'], 'keep', 'none')
})

test('a file that is no lease counts for nothing', () => {
  check(['editor-notes.txt', 'README'], 'stop', 'none')
})

function check(leaseNames: readonly string[], onEditorExit: OnEditorExit, step: LeaseStep): void {
  expect(decideLease(leaseNames, onEditorExit)).toBe(step)
}
