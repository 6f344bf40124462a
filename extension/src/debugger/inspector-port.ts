import { setTimeout as delay } from 'node:timers/promises'

import { askAtHeartbeat, readInspectorPort, takeBackAsk } from '../../supervision/src/state/heartbeat-asks.ts'

const lookEveryMs = 50
/** Two seconds, or twenty beats. */
const looks = 40

/**
 * Has a Node process listen for a debugger at a port of its own, and gives that. Undefined: it does not answer, because its event loop
 * is blocked or an older preload beats in it.
 * @param heartbeat the file in which the process beats
 */
export async function inspectorPort(heartbeat: string): Promise<number | undefined> {
  const known = await readInspectorPort(heartbeat)
  if (known !== undefined) return known
  try {
    await askAtHeartbeat(heartbeat, 'inspect')
    for (let left = looks; left > 0; left -= 1) {
      await delay(lookEveryMs)
      const port = await readInspectorPort(heartbeat)
      if (port !== undefined) return port
    }
    await takeBackAsk(heartbeat)
  } catch {
    // The process has died meanwhile, and its heartbeats with it.
  }
  return undefined
}
