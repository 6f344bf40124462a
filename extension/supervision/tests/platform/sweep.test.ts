import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

import { describe, expect, onTestFinished, test } from 'vitest'

import { findMarked, isDaemonised, killStrays, type Marked } from '../../src/platform/sweep.ts'
import { until } from '../../src/platform/wait.ts'

const programs = '/programs'
let marks = 0

describe('processes that bear a mark', () => {
  test('are found by the whole of it: not web.1 for web.10, nor one that ends with it', async () => {
    const mark = newMark()
    const pids = [start({ MARK: mark }), start({ MARK: `${mark}0` }), start({ MARK: `x${mark}` }), start({ XMARK: mark })]
    await whenFound(mark, 1)
    expect((await findMarked({ marker: `MARK=${mark}`, programs })).map(({ pid }) => pid)).toEqual([pids[0]])
  })

  test('are killed with all that they start meanwhile, also where they start as fast as they can', async () => {
    const mark = newMark()
    start({ MARK: mark }, ['sh', '-c', 'while :; do setsid -f sleep 1000; sleep 0.01; done'])
    await whenFound(mark, 20)
    await killStrays({ marker: `MARK=${mark}`, programs })
    expect(await findMarked({ marker: `MARK=${mark}`, programs })).toEqual([])
  })

  test('are left alone where they are programs of ours, and so are groups that somebody else leads', async () => {
    const mark = newMark()
    const ours = start({ MARK: mark }, ['perl', '-e', 'sleep 1000', `${programs}/watchdog.mjs`])
    const inOtherGroup = start({}, ['sh', '-c', `MARK=${mark} sleep 1000 & exec sleep 999`])
    await whenFound(mark, 1)
    await killStrays({ marker: `MARK=${mark}`, programs })
    expect(await findMarked({ marker: `MARK=${mark}`, programs })).toEqual([])
    expect(await commandOf(ours)).toContain('watchdog.mjs')
    expect(await commandOf(inOtherGroup)).toContain('999')
  })
})

describe('a program that put itself in the background', () => {
  const stray: Marked = { pid: 12, startTime: '1', group: 12, session: 12 }
  checkDaemonised('ended with 0, and something of it lives in another session', { exitCode: 0, strays: [stray] }, true)
  checkDaemonised('failed: that is a crash', { exitCode: 1, strays: [stray] }, false)
  checkDaemonised('was killed', { exitCode: null, strays: [stray] }, false)
  checkDaemonised('left nothing', { exitCode: 0, strays: [] }, false)
  checkDaemonised('left a child in its own session', { exitCode: 0, strays: [{ ...stray, group: 10, session: 10 }] }, false)
})

function checkDaemonised(title: string, { exitCode, strays }: { exitCode: number | null; strays: readonly Marked[] }, expected: boolean): void {
  test(title, () => { expect(isDaemonised({ exitCode, leaderPid: 10 }, strays)).toBe(expected) })
}

function newMark(): string {
  marks += 1
  return `${process.pid}.${marks}.`
}

function start(env: NodeJS.ProcessEnv, [file = '', ...args]: readonly string[] = ['sleep', '1000']): number {
  const { pid = 0 } = spawn(file, args, { detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'], ...env } })
  onTestFinished(() => {
    try { process.kill(-pid, 'SIGKILL') } catch { /* it is gone: good */ }
  })
  return pid
}

async function whenFound(mark: string, count: number): Promise<void> {
  const found = await until(async () => ((await findMarked({ marker: `MARK=${mark}`, programs })).length >= count ? true : undefined), 10_000)
  expect(found).toBe(true)
}

async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
}
