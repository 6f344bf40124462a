import { createConnection, type Socket } from 'node:net'

import type { KnownOfProcess } from '../../supervision/src/state/control.ts'

const answerDeadlineMs = 5_000
const lineCharactersMax = 1_000_000

export interface Roles {
  readonly restarterPid: number
  readonly watchdogPid: number | null
  /** What nobody but the restarter knows of each program. */
  readonly processes: readonly KnownOfProcess[]
}

/** An open connection to the restarter. It asks who guards, renews a pause, and ends when the restarter ends. */
export interface ControlSocket {
  readonly askRoles: () => void
  /** Nobody judges the program meanwhile; 0 ends that. */
  readonly pause: (name: string, forMs: number) => void
  readonly destroy: () => void
}

export interface ControlSocketEvents {
  readonly onRoles: (roles: Roles) => void
  /** Only for a connection that was opened: that had an answer. */
  readonly onClose: () => void
}

/** Undefined: nobody answers there. Something that takes connections and says nothing is no restarter. */
export async function openControlSocket(path: string, events: ControlSocketEvents): Promise<ControlSocket | undefined> {
  const socket = createConnection(path)
  const askRoles = (): void => { socket.write(`${JSON.stringify({ id: '1', do: 'roles' })}\n`) }
  socket.once('connect', askRoles)
  socket.on('error', () => socket.destroy()) // the close event that follows says all
  const isAnswering = await new Promise<boolean>((resolve) => {
    const deadline = setTimeout(() => socket.destroy(), answerDeadlineMs)
    socket.once('close', () => { clearTimeout(deadline); resolve(false) })
    onRolesReply(socket, (roles) => {
      clearTimeout(deadline)
      events.onRoles(roles)
      resolve(true)
    })
  })
  if (!isAnswering) return undefined
  socket.once('close', events.onClose)
  const pause = (name: string, forMs: number): void => { socket.write(`${JSON.stringify({ id: '2', do: 'pause', name, forMs })}\n`) }
  return { askRoles, pause, destroy: () => socket.destroy() }
}

function onRolesReply(socket: Socket, receive: (roles: Roles) => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineCharactersMax) socket.destroy()
    for (const roles of lines.map(parseRoles)) if (roles !== undefined) receive(roles)
  })
}

/** Undefined for a line that is no answer of this version to `roles`. */
function parseRoles(line: string): Roles | undefined {
  const reply = parseJson(line) as Partial<Roles> | null | undefined
  if (typeof reply?.restarterPid !== 'number') return undefined
  const { restarterPid, watchdogPid = null, processes } = reply
  return { restarterPid, watchdogPid, processes: Array.isArray(processes) ? processes.flatMap(parseProcess) : [] }
}

// One of another version may know less.
function parseProcess(known: Partial<KnownOfProcess> | null): readonly KnownOfProcess[] {
  if (typeof known?.name !== 'string') return []
  const { name, spare = null, held = [], advice = null } = known
  return [{ name, spare, held, advice }]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not ours, or of another version
  }
}
