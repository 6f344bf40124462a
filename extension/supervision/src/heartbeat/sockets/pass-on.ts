import { ChildProcess } from 'node:child_process'

import type { HeldSocket } from './known-socket.ts'

const inHeldVariable = 'CRASH_ONLY_HELD='

interface SpawnOptions {
  readonly stdio?: string | readonly unknown[]
  readonly envPairs?: readonly string[]
}

/**
 * A package manager, or `tsx`, starts the program that is to have the held sockets. Node gives a child no descriptor that
 * it was not told to, so they are added to what it is given, and the child is told their numbers.
 */
export function passOnHeld(held: string): void {
  const sockets = JSON.parse(held) as { readonly socket: HeldSocket; readonly fds: readonly number[] }[]
  const prototype = ChildProcess.prototype as unknown as { spawn: (options: SpawnOptions) => unknown }
  const { spawn } = prototype
  prototype.spawn = function spawnWithHeld(this: ChildProcess, options: SpawnOptions): unknown {
    const stdio = listOf(options.stdio)
    const told = sockets.map(({ socket, fds }) => ({ socket, fds: fds.map((fd) => stdio.push(fd) - 1) }))
    const envPairs = options.envPairs?.map((pair) => (pair.startsWith(inHeldVariable) ? inHeldVariable + JSON.stringify(told) : pair))
    return Reflect.apply(spawn, this, [{ ...options, stdio, envPairs }])
  }
}

/** As Node itself understands `stdio`. */
function listOf(stdio: SpawnOptions['stdio']): unknown[] {
  if (typeof stdio === 'object') return [...stdio, ...Array.from({ length: Math.max(0, 3 - stdio.length) }, () => 'pipe')]
  return Array.from({ length: 3 }, () => stdio ?? 'pipe')
}
