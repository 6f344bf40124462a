import type { ChildProcess, SendHandle } from 'node:child_process'

import { onLastWriterGone } from '../../platform/fifo.ts'
import { isAlive, type ProcessIdentity } from '../../platform/process-identity.ts'
import { type HeldSocket, parseHeldSocket } from '../../state/held-socket.ts'
import type { Ending } from '../death/describe-ending.ts'

const stillAlivePollMs = 1_000

export interface ChildEvents {
  /** It listens, and gave us a copy of its socket. */
  readonly onListening: (socket: HeldSocket, handle: SendHandle) => void
  readonly onNotSpawned: (why: string) => void
  readonly onDied: (ending: Ending) => void
  /** It is about to die of an exception, and no code of it runs any more. */
  readonly onLastBreath: () => void
}

/** What the preload writes into the life line (`heartbeat/last-words.ts`). */
const lastBreath = 'last breath\n'

/** Listens to the life line of a child of ours, for its last breath; that it is dead is told by the kernel. */
export async function watchBreath(lifeLine: string, { onLastBreath }: ChildEvents): Promise<void> {
  const heed = (said: Buffer): void => { if (said.toString() === lastBreath) onLastBreath() }
  await onLastWriterGone(lifeLine, () => undefined, heed).catch(() => undefined) // it was deleted: then only the kernel tells
}

/** A child of ours: the kernel tells us how it ended. */
export function watchChild(child: ChildProcess, { onListening, onNotSpawned, onDied }: ChildEvents): void {
  child.on('message', (message, handle) => {
    const socket = parseHeldSocket((message as { socket?: unknown } | null)?.socket)
    if (handle !== undefined && socket !== undefined) onListening(socket, handle)
  })
  child.once('error', (error) => { onNotSpawned(`cannot start: ${error.message}`) })
  child.once('exit', (exitCode, signal) => { onDied({ exitCode, signal }) })
}

/** One that an earlier restarter spawned: its life line ends with it, and nobody is told how. */
export async function watchAdopted(lifeLine: string, identity: ProcessIdentity, onDied: () => void): Promise<void> {
  // A program may close descriptors that it does not know, and the line may be deleted; then only looking tells.
  const lineEnded = async (): Promise<void> => {
    if (await isAlive(identity)) setTimeout(() => void lineEnded(), stillAlivePollMs)
    else onDied()
  }
  await onLastWriterGone(lifeLine, () => void lineEnded()).catch(lineEnded)
  setTimeout(() => void lineEnded(), stillAlivePollMs) // a child that left the group holds the line on after its death
}
