import { expect, test } from 'vitest'

import { type Ending, type Outcome, outcomeOf } from '../src/command-line/outcome.ts'

test('0 is done, whatever was said', () => {
  check({ exitCode: 0, stderr: 'crash-only: something' }, { kind: 'done' })
})

test('the one line of our command is what the user reads, without its name', () => {
  const line = 'crash-only.json: invalid JSON (correct it and start again)'
  check({ exitCode: 100, stderr: `crash-only: ${line}\n` }, { kind: 'fix-your-input', line })
  const stderr = '(node:1) Warning: old\ncrash-only: nothing is running\n'
  check({ exitCode: 111, stderr }, { kind: 'try-again-later', line: 'nothing is running' })
})

test('a command that says nothing of its own is broken, and something is said all the same', () => {
  check({ exitCode: 1, stderr: 'Error: Cannot find module\n' }, { kind: 'broken', line: 'Error: Cannot find module' })
  check({ exitCode: null, stderr: '' }, { kind: 'broken', line: 'spawn ENOENT' })
})

function check(ending: Omit<Ending, 'reason'>, outcome: Outcome): void {
  expect(outcomeOf({ ...ending, reason: 'spawn ENOENT' })).toEqual(outcome)
}
