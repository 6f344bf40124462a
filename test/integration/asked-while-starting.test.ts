import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

/** It has not come up before there is a file `go`, and holds its loop until then. */
const waits = `const turn = new Int32Array(new SharedArrayBuffer(4))
while (!require('node:fs').existsSync('go')) Atomics.wait(turn, 0, 0, 20)
setInterval(() => {}, 1000)
`

test.each(['crash-now', 'restart'])('%s of a program that is just starting is no death at its start: what counts is its next life', async (command) => {
  const { project, ended, output } = await startSlowly()
  const asked = project.background(command, 'web')
  await project.when('web', 'is in its second life', ({ incarnation, pid }) => incarnation === 2 && pid !== null)
  await writeFile(join(project.folder, 'go'), '')
  expect(await ended).toBe(0)
  expect(output()).toMatch(/^web is up \(after /mu)
  expect(await codeOf(asked.child)).toBe(0)
  expect(await project.process('web')).toMatchObject({ state: 'up', crashes: command === 'restart' ? 0 : 1 })
})

test('stop of a program that is just starting is none either', async () => {
  const { project, ended, output } = await startSlowly()
  expect(await project.crashOnly('stop')).toMatchObject({ code: 0 })
  expect(await ended).toBe(0)
  expect(output()).toContain('web was stopped while it started')
})

async function startSlowly(): Promise<{ project: SupervisedProject; ended: Promise<number | null>; output: () => string }> {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', 'web.cjs'] }), 'web.cjs': waits })
  const { child, output } = project.background('start')
  const ended = codeOf(child)
  await project.when('web', 'starts', ({ state, pid }) => state === 'starting' && pid !== null)
  return { project, ended, output }
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  return new Promise((resolve) => { child.once('exit', resolve) })
}
