/**
 * The watchdog: only looks. Monitor -> flag -> remediate (ask the restarter) -> verify. It never spawns a process of the
 * user; it raises the restarter when that dies, and keeps the listening sockets meanwhile.
 *
 * Arguments: the project's folder, state and runtime directories.
 * Reads: heartbeats/, /proc, what the restarter says. Writes: its own heartbeat; all else it tells the restarter.
 * After a crash at any line: the restarter raises another one and tells it everything; all clocks of silence start
 * afresh, so its own death never accuses anybody.
 * Exit codes: 0 the project ended, or another pair guards it; 1 a bug (it is raised again).
 */
import type { SendHandle } from 'node:child_process'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { monotonicMs } from '../platform/clock.ts'
import { collectWhenIdle } from '../platform/collect-garbage.ts'
import { signalProcess } from '../platform/process-stat.ts'
import { isPartnerLost, lineToParent, raiseRole, type RoleLine } from '../platform/role-line.ts'
import { touch } from '../platform/plain-file.ts'
import type { StampedEvent, ToWatchdog } from '../state/watch.ts'
import { Watchdog } from './watchdog.ts'

const pingEveryMs = 1_000
const firstPauseMs = 100
const longestPauseMs = 2_000
const untoldMax = 1_000
const suspendMs = 1_000
const meantToEnd = new Set<number | null>([0, 100])

const [program = '', ...args] = process.argv.slice(1)
const [, state = '', runtime = ''] = args
const heartbeats = join(runtime, 'heartbeats')
const held = new Map<string, SendHandle>()
let untold: { kind: 'event'; number: number; event: StampedEvent }[] = []
let told = 0
let [heardMono, raisedMono] = [monotonicMs(), monotonicMs()]
let lossesInARow = 0
let isNews = false
let wake = (): void => undefined
const note = (event: Omit<StampedEvent, 't' | 'mono'>): void => {
  told += 1
  const message = { kind: 'event' as const, number: told, event: { t: new Date().toISOString(), mono: monotonicMs(), ...event } }
  untold = [...untold, message].slice(-untoldMax)
  line.send(message)
}
const on = { onMessage: hear, onEnd: (exitCode: number | null) => void raiseRestarter(exitCode) }
let line: RoleLine = lineToParent(on) ?? process.exit(0) // only a restarter raises us
const killRestarter = (): void => { signalProcess(line.pid, 'SIGKILL') }
const watchdog = new Watchdog({ heartbeats, note, killRestarter })
note({ event: 'role-up', data: { pid: process.pid } })

for (let plannedMono = monotonicMs(), sleptMono = plannedMono, pingedMono = 0; ;) {
  const lateMs = Math.max(0, monotonicMs() - plannedMono)
  // Overslept by so much: a suspend, after which others go on a moment later than we do. A loaded machine delays each step a little.
  const isSuspended = monotonicMs() - Math.max(plannedMono, sleptMono) >= suspendMs
  plannedMono = await watchdog.look(isSuspended ? Infinity : lateMs) // what it takes too long counts as our lateness at the next one
  heardMono += lateMs
  if (await isPartnerLost(line.pid, monotonicMs() - heardMono - pingEveryMs)) killRestarter()
  if (monotonicMs() - pingedMono >= pingEveryMs) {
    pingedMono = monotonicMs()
    line.send({ kind: 'ping' })
    await touch(join(heartbeats, 'watchdog')).catch(() => undefined) // full or deleted: whoever watches us sees the silence
  }
  sleptMono = monotonicMs()
  await Promise.race([delay(Math.max(0, plannedMono - monotonicMs())), news()])
}

/** Resolves when there is something new to look at. */
async function news(): Promise<void> {
  if (!isNews) await new Promise<void>((resolve) => { wake = resolve })
  isNews = false
}

function hear(received: unknown, handle?: SendHandle): void {
  const message = received as ToWatchdog
  heardMono = monotonicMs()
  if (message.kind === 'watch') {
    watchdog.update(message.processes)
    collectWhenIdle()
    isNews = true
    wake()
  }
  if (message.kind === 'pong') untold = untold.filter(({ number }) => number > message.written)
  if (message.kind === 'hold' && handle !== undefined) held.set(message.key, handle)
  if (message.kind === 'let-go') letGo(message.key)
}

function letGo(key: string): void {
  const handle = held.get(key) as { close(): void } | undefined
  held.delete(key)
  handle?.close()
}

/** The restarter is gone. Whoever it was that raised whom: now it is us who raise it. */
async function raiseRestarter(exitCode: number | null): Promise<void> {
  if (meantToEnd.has(exitCode)) process.exit(0)
  const { pid } = line
  lossesInARow = monotonicMs() - raisedMono > longestPauseMs ? 0 : lossesInARow + 1
  await delay(Math.min(lossesInARow * firstPauseMs, longestPauseMs))
  raisedMono = monotonicMs()
  const log = join(state, 'supervision.log')
  line = await raiseRole({ program: join(dirname(program), 'restarter.mjs'), args: [...args, 'watched'], log }, on)
  heardMono = monotonicMs()
  for (const [key, handle] of held) line.send({ kind: 'hold', key }, handle)
  for (const message of untold) line.send(message)
  note({ event: 'role-lost', why: 'the life line ended', data: { role: 'restarter', pid } })
}
