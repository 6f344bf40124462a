import { spawn } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { answerOf } from '../helpers/answer-of.ts'
import { freePort } from '../helpers/free-port.ts'
import { configOf, makeProject, programs } from '../helpers/supervised-project.ts'

// The table "killed at any instant": the machine. Its runtime directory is gone then, or, where it is no tmpfs, it holds
// records of another boot, whose pids now are anybody's.
test.each([{ what: 'gone' }, { what: 'of another boot' }])('after a reboot, the runtime directory $what: it starts, and kills nobody else', async ({ what }) => {
  const port = await freePort()
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', join(programs, 'server.mjs')] }) }, { env: { PORT: String(port) } })
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  const record = join(project.paths.processes, 'web.1.json')
  const text = await readFile(record, 'utf8')
  for (const pid of await project.pids()) process.kill(pid, 'SIGKILL')

  const stranger = spawn('sleep', ['1000'], { detached: true })
  onTestFinished(() => { stranger.kill('SIGKILL') })
  if (what === 'gone') await rm(project.paths.runtime, { recursive: true })
  else {
    const old = JSON.stringify({ ...JSON.parse(text) as object, boot: 'another', pid: stranger.pid })
    for (const path of [record, join(project.paths.runtime, 'watchdog.json'), join(project.paths.runtime, 'restarter.json')]) await writeFile(path, old)
  }
  expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
  expect(Number(await answerOf(port))).toBe((await project.process('web')).pid)
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
  expect((await project.process('web')).incarnation).toBe(2)
})
