import type { SendHandle } from 'node:child_process'

import type { DeathKind } from '../../state/event.ts'
import type { HeldSocket } from '../../state/held-socket.ts'
import type { JournalWriter } from '../../state/journal-writer.ts'
import type { Remedy } from '../../state/project.ts'
import type { Ending } from '../death/describe-ending.ts'
import type { Happening } from './process-states.ts'
import type { SocketKeeper } from '../sockets/socket-keeper.ts'
import type { SpawnPlace } from '../life/spawn-incarnation.ts'

/** What a supervised process needs of the project that it belongs to. */
export interface ProcessContext extends SpawnPlace {
  readonly journal: JournalWriter
  /** What the watchdog is told of it changed. */
  readonly onChange: () => void
  readonly sockets: SocketKeeper
  /** It began to listen, and gave us a copy of its socket. */
  readonly onHandedOver: (name: string, socket: HeldSocket, handle: SendHandle) => void
  /** One after the other: spares of many processes are not made at once. */
  readonly inTurn: (make: () => Promise<void>) => Promise<void>
  readonly remediesFor: (name: string) => readonly Remedy[]
  /** What is done before the next start, beyond starting. */
  readonly carryOut: (remedy: Remedy, name: string) => Promise<void>
}

/** Something that happened to a process, or that is wanted of it. */
export interface Message {
  readonly happening: Happening
  readonly why?: string
  readonly kind?: DeathKind
  readonly ending?: Ending
  /** With `kill`: the next one is to be started anew, not from what stands by. */
  readonly isAfresh?: boolean
  /** With `start`: it goes on with the run that an earlier restarter began. */
  readonly isResumed?: boolean
  /** What happened to an incarnation that is not the present one is old news. */
  readonly incarnation?: number
}
