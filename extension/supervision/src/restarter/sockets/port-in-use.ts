import { placeOf } from '../../state/held-socket.ts'
import { tellWhoListens } from './hold-early.ts'
import type { SocketKeeper } from './socket-keeper.ts'

export interface PortInUse {
  /** Who has the port, in words; empty where nobody knows. */
  readonly note: string
  /** It is we who have it, for this very program, which does not take it. */
  readonly isHeldForIt: boolean
}

/** Whether a program died because it could not listen, by what it said: then, who has the port. */
export async function findPortInUse(sockets: SocketKeeper, name: string, said: readonly string[]): Promise<PortInUse | undefined> {
  const text = said.join('\n')
  if (!/EADDRINUSE|address (?:is )?already in use/iu.test(text)) return undefined
  const own = sockets.of(name)
  const port = Number(/address (?:is )?already in use .*?:(\d{1,5})\b/iu.exec(text)?.[1] ?? 0)
  const owner = sockets.held.ownerOfPort(port)
  const isHeldForIt = owner === name || (port === 0 && own.length > 0)
  if (isHeldForIt) return { isHeldForIt, note: `${own.map(({ socket }) => placeOf(socket)).join(', ')} was held for it; not any more` }
  if (port === 0) return { isHeldForIt, note: '' }
  const remedy = owner === undefined ? '' : ': two processes want it, give one of them another'
  return { isHeldForIt, note: `${await tellWhoListens(port, (asked) => sockets.held.ownerOfPort(asked))}${remedy}` }
}
