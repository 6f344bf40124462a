import { readFile, rm } from 'node:fs/promises'

import { writeDurably } from '../../supervision/src/platform/durable-file.ts'
import { until } from '../../supervision/src/platform/wait.ts'
import { askSuffix, inspectAsk, inspectorSuffix } from '../../supervision/src/state/heartbeat-asks.ts'

/** Twenty beats. */
const answerDeadlineMs = 2_000

/**
 * Has a Node process listen for a debugger at a port of its own, and gives that. Undefined: it does not answer, because its event loop
 * is blocked or an older preload beats in it.
 * @param heartbeat the file in which the process beats
 */
export async function inspectorPort(heartbeat: string): Promise<number | undefined> {
  const [ask, answer] = [`${heartbeat}${askSuffix}`, `${heartbeat}${inspectorSuffix}`]
  try {
    const known = await readPort(answer) // it was asked before, and listens there until it dies
    if (known !== undefined) return known
    await writeDurably(ask, inspectAsk)
    const port = await until(async () => readPort(answer), answerDeadlineMs)
    if (port === undefined) await rm(ask, { force: true }) // not to be obeyed when nobody waits for it any more
    return port
  } catch {
    return undefined // the process has died meanwhile, and its heartbeats with it
  }
}

async function readPort(answer: string): Promise<number | undefined> {
  const url = await readFile(answer, 'utf8').catch(() => undefined)
  return url === undefined ? undefined : Number(new URL(url).port)
}
