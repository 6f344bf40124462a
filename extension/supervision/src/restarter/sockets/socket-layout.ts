import { type HoldSpec, isWanted, placeOf } from '../../state/held-socket.ts'
import type { HeldForSpawn } from './held-sockets.ts'

const firstDescriptor = 3
// The second is for a program that closes its server and listens again, or tries its port first.
const copiesOfSocket = 2

/** Which descriptors a program inherits, from number 3 on, and how its environment tells of them. */
export interface SocketLayout {
  readonly descriptors: readonly number[]
  readonly env: NodeJS.ProcessEnv
}

/**
 * First one of each socket that the configuration names, in its order: programs of every language may take them as
 * those of sd_listen_fds(3). The preload takes them, and those that Node programs handed over, by what it is told of each.
 */
export function layOutSockets(held: readonly HeldForSpawn[], hold: readonly HoldSpec[]): SocketLayout {
  if (held.length === 0) return { descriptors: [], env: {} }
  const named = hold.flatMap((wanted) => held.find(({ socket }) => isWanted(socket, wanted)) ?? [])
  const all = [...named, ...held.filter((one) => !named.includes(one))]
  const told = all.map(({ socket }, index) => {
    const fds = Array.from({ length: copiesOfSocket }, (_, copy) => firstDescriptor + copy * all.length + index)
    return { socket, fds }
  })
  return {
    descriptors: Array.from({ length: copiesOfSocket }, () => all.map(({ fd }) => fd)).flat(),
    env: { CRASH_ONLY_HELD: JSON.stringify(told), ...listenEnvironment(named) },
  }
}

// LISTEN_PID is the shell's part: nobody knows the pid before the fork.
function listenEnvironment(named: readonly HeldForSpawn[]): NodeJS.ProcessEnv {
  if (named.length === 0) return {}
  const names = named.map(({ socket }) => placeOf(socket).replace(/^\*:/u, '').replaceAll(':', '-'))
  return { LISTEN_FDS: String(named.length), LISTEN_FDNAMES: names.join(':') }
}
