import { dirname } from 'node:path'

import { describe, expect, test } from 'vitest'

import { inspectorPort } from '../../extension/src/debugger/inspector-port.ts'
import { judgedBeats, listBeatNames, readBeats } from '../../extension/supervision/src/state/heartbeat.ts'
import { findNode } from '../helpers/node-versions.ts'
import { configOf, makeProject, type SupervisedProject } from '../helpers/supervised-project.ts'

const idle = 'setInterval(() => {}, 1000)\n'

describe('a program listens for a debugger when it is asked, at a port of its own', () => {
  test.each(['18.20.8', '20.19.6', '22.23.3', '26.9.0'])('on Node %s', { timeout: 180_000 }, async (version) => {
    const node = await findNode(version)
    const files = { 'one.js': idle, 'two.js': idle, 'crash-only.json': configOf({ one: ['node', 'one.js'], two: ['node', 'two.js'] }) }
    const project = await makeProject(files, { env: { PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` } })
    expect(await project.crashOnly('start')).toMatchObject({ code: 0 })
    const ports = await Promise.all(['one', 'two'].map(async (name) => inspectorPort(await heartbeatOf(project, name))))
    expect(await Promise.all(ports.map(async (port) => scriptAt(port)))).toEqual([expect.stringMatching(/one\.js$/u), expect.stringMatching(/two\.js$/u)])

    // Asked again it is the same one; and what is not there, or cannot answer, has none.
    expect(await inspectorPort(await heartbeatOf(project, 'one'))).toBe(ports[0])
    expect(await inspectorPort(`${project.paths.heartbeats}/none.1.1`)).toBeUndefined()
    expect(await project.process('one')).toMatchObject({ state: 'up', crashes: 0 })
  })
})

async function heartbeatOf(project: SupervisedProject, name: string): Promise<string> {
  const { incarnation, pid } = await project.process(name)
  const beats = await readBeats(project.paths.heartbeats, `${name}.${incarnation}`, await listBeatNames(project.paths.heartbeats))
  return judgedBeats(beats.filter((beat) => beat.pid !== null), pid ?? 0, null)[0]?.path ?? ''
}

/** As a debugger asks for it. */
async function scriptAt(port: number | undefined): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port ?? 0}/json/list`)
  const [target] = await answer.json() as { title: string }[]
  return target?.title ?? ''
}
