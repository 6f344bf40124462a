import { type SendHandle, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'

import { readProcessStat } from './process-stat.ts'
import { roleEnvironment, roleFlags } from './role-node.ts'

const privateFileMode = 0o600
const stoppedTooLongMs = 1_200
const silentTooLongMs = 5_000

/**
 * The line between the restarter and the watchdog: Node's IPC channel, whoever of them raised the other. It carries
 * messages and listening sockets, and it ends with the other's death, at once, whatever it died of.
 */
export interface RoleLine {
  readonly pid: number
  /** Never fails: that the other is dead is told by the end of the line (so its callback does nothing). */
  send(message: object, handle?: SendHandle): void
}

export interface RoleStart {
  /** Absolute path of the program's file. */
  readonly program: string
  readonly args: readonly string[]
  /** Where it writes what it has to say: it has no terminal. */
  readonly log: string
}

export interface LineEvents {
  readonly onMessage: (message: unknown, handle?: SendHandle) => void
  /** With the exit code where the other was our child and exited. */
  readonly onEnd: (exitCode: number | null) => void
}

/** The line to the role that raised us; undefined when no role did. */
export function lineToParent(on: LineEvents): RoleLine | undefined {
  const { ppid } = process
  if (process.send === undefined) return undefined
  process.on('message', on.onMessage)
  process.once('disconnect', () => { on.onEnd(null) })
  return { pid: ppid, send: (message, handle) => void process.send?.(message, handle, {}, () => undefined) }
}

/** Raises the other role in a session of its own, so that nothing that ends us ends it. */
export async function raiseRole({ program, args, log }: RoleStart, on: LineEvents): Promise<RoleLine> {
  const output = await open(log, 'a', privateFileMode).catch(() => undefined) // full, or deleted: then it is mute
  try {
    const fd = output?.fd ?? 'ignore'
    const stdio = ['ignore', fd, fd, 'ipc'] as const
    // Not in the project's folder: that may be deleted or unmounted under us.
    const options = { cwd: '/', detached: true, env: roleEnvironment(process.env), stdio: [...stdio] }
    const child = spawn(process.execPath, [...roleFlags, program, ...args], options)
    child.on('message', on.onMessage)
    child.once('exit', on.onEnd)
    child.on('error', () => { if (child.pid === undefined) on.onEnd(null) })
    return { pid: child.pid ?? 0, send: (message, handle) => void child.send(message, handle, {}, () => undefined) }
  } finally {
    await output?.close()
  }
}

/** Whether a partner that was silent for so long must be killed. A stopped one will never answer by itself. */
export async function isPartnerLost(pid: number, silentMs: number): Promise<boolean> {
  if (silentMs < stoppedTooLongMs) return false
  return silentMs >= silentTooLongMs || (await readProcessStat(pid))?.state === 'T'
}
