import { expect, test } from 'vitest'

import { menuItems } from '../src/commands/menu-items.ts'
import type { ProjectView } from '../src/project/project-view.ts'
import { english } from './english.ts'
import { crashedOnce, viewAfter } from './project-facts.ts'

test('the menu of a project that was never started offers to start it', () => {
  check(viewAfter([], 0, { guard: { kind: 'none' } }), ['start', 'programs.focus', 'crashes.focus'])
})

test('the menu of a project that runs offers to crash it, and not to start it', () => {
  check(viewAfter(crashedOnce, 61_000), ['crashNow', 'crashNowWith', 'restart', 'stop', 'showLog', 'openDashboard', 'programs.focus', 'crashes.focus'])
})

test('the menu of a project without a supervisor offers to start it again', () => {
  expect(commandsOf(viewAfter(crashedOnce, 61_000, { guard: { kind: 'lost' } }))).toContain('crashOnly.start')
})

function check(project: ProjectView, commands: readonly string[]): void {
  expect(commandsOf(project)).toEqual(commands.map((name) => `crashOnly.${name}`))
}

function commandsOf(project: ProjectView): string[] {
  return menuItems([project], english).map(({ command }) => command)
}
