import { parseJson } from '../../platform/json.ts'
import { type HeldSocket, isSameSocket, parseHeldSocket } from '../../state/held-socket.ts'
import { parseIncarnationKey } from '../../state/incarnation-key.ts'
import type { SocketKeeper } from './socket-keeper.ts'

/** A note of an incarnation, `let-go/<name>.<n>.<pid>-<count>`: a socket that is to be held for it no longer. */
export interface LetGo {
  readonly name: string
  readonly socket: HeldSocket
  /** As the preload says it (`heartbeat/sockets/sockets.ts`). */
  readonly why: string
}

/** Undefined for what is no such note. */
export function parseLetGo(fileName: string, text: string | undefined): LetGo | undefined {
  const [, key = ''] = /^(.+)\.\d+-\d+$/u.exec(fileName) ?? []
  const note = parseJson(text ?? '') as { readonly socket?: unknown; readonly why?: unknown } | null | undefined
  const [name, socket] = [parseIncarnationKey(key)?.name, parseHeldSocket(note?.socket)]
  return name === undefined || socket === undefined ? undefined : { name, socket, why: String(note?.why) }
}

export async function heedLetGo(sockets: SocketKeeper, { name, socket, why }: LetGo): Promise<void> {
  const isIt = (held: HeldSocket): boolean => isSameSocket(held, socket)
  const unwanted = reasons[why]
  if (unwanted === undefined) await sockets.letGo(name, isIt, 'the program closed it')
  else await sockets.isUnwanted(name, isIt, unwanted)
}

const reasons: Partial<Record<string, string>> = {
  'not-taken': 'the program does not listen there',
  'in-the-way': 'the program listens on the same port in another way',
}
