import { stat } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'

import { controlVersion, type KnownOfProcess } from '../../supervision/src/state/control.ts'
import { parseJson } from './parse-json.ts'

const answerDeadlineMs = 5_000
const lineCharactersMax = 1_000_000
const rolesId = '1'

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
  /** A supervisor answers, of a version that we do not understand. */
  readonly onOtherVersion: () => void
  /** Only for a connection that was opened: that had an answer. */
  readonly onClose: () => void
}

/** Undefined: nobody answers there. Something that takes connections and says nothing is no restarter. */
export async function openControlSocket(path: string, events: ControlSocketEvents): Promise<ControlSocket | undefined> {
  if (!(await isOwn(path))) return undefined
  const socket = createConnection(path)
  const askRoles = (): void => { socket.write(`${JSON.stringify({ id: rolesId, do: 'roles' })}\n`) }
  socket.once('connect', askRoles)
  socket.on('error', () => socket.destroy()) // the close event that follows says all
  const isAnswering = await new Promise<boolean>((resolve) => {
    const deadline = setTimeout(() => socket.destroy(), answerDeadlineMs)
    socket.once('close', () => { clearTimeout(deadline); resolve(false) })
    onRolesReply(socket, (roles) => {
      clearTimeout(deadline)
      if (roles === 'other-version') events.onOtherVersion()
      else events.onRoles(roles)
      resolve(true)
    })
  })
  if (!isAnswering) return undefined
  socket.once('close', events.onClose)
  const pause = (name: string, forMs: number): void => { socket.write(`${JSON.stringify({ id: '2', do: 'pause', name, forMs })}\n`) }
  return { askRoles, pause, destroy: () => socket.destroy() }
}

/** Whoever could put a socket there of another user could tell us anything. */
async function isOwn(path: string): Promise<boolean> {
  return stat(path).then(({ uid }) => process.getuid === undefined || uid === process.getuid(), () => false)
}

function onRolesReply(socket: Socket, receive: (roles: Roles | 'other-version') => void): void {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineCharactersMax) socket.destroy()
    for (const roles of lines.map(parseRoles)) if (roles !== undefined) receive(roles)
  })
}

type Reply = Partial<Roles> & { readonly id?: unknown; readonly ok?: unknown; readonly version?: unknown }

/** Undefined for a line that is no answer to `roles`. One of another version has the head of ours, or not even that. */
function parseRoles(line: string): Roles | 'other-version' | undefined {
  const reply = parseJson(line) as Reply | null | undefined
  const isToRoles = typeof reply?.ok === 'boolean' && (reply.id === rolesId || reply.id === null)
  if (!isToRoles) return undefined
  if (typeof reply.restarterPid !== 'number' || (reply.version ?? controlVersion) !== controlVersion) return 'other-version'
  const { restarterPid, watchdogPid = null, processes } = reply
  return { restarterPid, watchdogPid, processes: Array.isArray(processes) ? processes.flatMap(parseProcess) : [] }
}

// An older one may know less.
function parseProcess(known: Partial<KnownOfProcess> | null): readonly KnownOfProcess[] {
  if (typeof known?.name !== 'string') return []
  const { name, spare = null, held = [], advice = null } = known
  return [{ name, spare, held, advice }]
}
