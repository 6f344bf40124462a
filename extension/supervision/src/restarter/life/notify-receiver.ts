import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { privateFileMode } from '../../platform/durable-file.ts'
import { recordPath } from '../../state/incarnation-record.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { closeCopies, heartbeatPath, lifePath, type Prepared, type SpawnPlace } from './spawn-incarnation.ts'

// sun_path of unix(7), with its zero byte.
const socketPathBytesMax = 107
const readyDeadlineMs = 5_000
const microsecondsPerMs = 1_000
const interpreters = [['perl', 'notify-receiver.pl'], ['python3', 'notify-receiver.py']] as const

/** What a program that speaks systemd's protocol gets in its environment, or why it cannot be heard. */
export type Notify =
  | { readonly kind: 'heard'; readonly env: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'refused'; readonly why: string }

/** Nothing for a program that beats in another way. */
export async function notifyFor(place: SpawnPlace, spec: ProcessSpec, prepared: Prepared): Promise<Notify> {
  if (spec.heartbeat.from !== 'systemd') return { kind: 'heard', env: {} }
  const notify = await startNotifyReceiver(place, spec, prepared)
  if (notify.kind === 'refused') closeCopies(prepared)
  return notify
}

/** Starts who receives what the program says; it is up before the program can say anything. */
async function startNotifyReceiver(place: SpawnPlace, { name, heartbeat }: ProcessSpec, { incarnation }: Prepared): Promise<Notify> {
  const beat = heartbeatPath(place.paths, name, incarnation)
  const path = `${beat}.notify`
  if (Buffer.byteLength(path) > socketPathBytesMax) {
    return { kind: 'refused', why: `its notify socket's path ${path} is longer than ${socketPathBytesMax} bytes (give it a shorter name)` }
  }
  const args = [path, beat, lifePath(place.paths, name, incarnation), recordPath(place.paths, { name, incarnation })]
  const log = await open(join(place.paths.state, 'supervision.log'), 'a', privateFileMode).catch(() => undefined) // full: then it is mute
  const isUp = await firstThatComesUp(place, args, log?.fd ?? 'ignore')
  await log?.close()
  if (!isUp) return { kind: 'refused', why: 'heartbeat.from "systemd" needs Perl or Python 3 to receive it (install perl-base or python3)' }
  const staleUsec = String(heartbeat.staleAfterMs * microsecondsPerMs)
  // WATCHDOG_PID would be the number of a process that is not born yet, and a shell may stand before it.
  return { kind: 'heard', env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: staleUsec, WATCHDOG_PID: undefined } }
}

async function firstThatComesUp(place: SpawnPlace, args: readonly string[], log: number | 'ignore'): Promise<boolean> {
  for (const [interpreter, file] of interpreters) {
    const env = { PATH: process.env['PATH'] } // nothing of a project, nor our mark
    // Not a group of its own: the leader of one that holds the life line is taken for the program (`take-stock.ts`).
    const child = spawn(interpreter, [join(dirname(place.preload), file), ...args], { cwd: '/', env, stdio: ['ignore', 'pipe', log] })
    child.unref()
    if (await isReady(child)) return true
  }
  return false
}

async function isReady(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => { settle(false) }, readyDeadlineMs)
    const settle = (isUp: boolean): void => {
      clearTimeout(deadline)
      child.stdout?.destroy()
      if (!isUp) child.kill('SIGKILL')
      resolve(isUp)
    }
    child.stdout?.once('data', () => { settle(true) })
    child.once('exit', () => { settle(false) })
    child.once('error', () => { settle(false) })
  })
}
