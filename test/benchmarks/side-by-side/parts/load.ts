import { setTimeout as delay } from 'node:timers/promises'

import { type CrashUnderLoad, judgeLoad } from '../judge-load.ts'
import { type Connections, openLoop, type OpenLoop } from '../open-loop-client.ts'
import type { Contender } from '../stage.ts'

const perSecond = 200
const hungAfterMs = 2_000
const warmUpMs = 500
// Ours counts a second of health, PM2 too; the load itself keeps the machine from being quiet.
const healthyMs = 1_200
const backDeadlineMs = 20_000
const pollMs = 2
const victimKnownMs = 100

export interface LoadSession {
  readonly crashes: readonly CrashUnderLoad[]
  /** The longest that the client itself was late, in ms. */
  readonly clientLateMs: number
}

/** Crashes, one after the other, under 200 requests a second. */
export async function crashUnderLoad(
  { adapter, place }: Contender,
  options: { readonly crashes: number; readonly connections: Connections; readonly victim?: () => Promise<number> },
): Promise<LoadSession> {
  await adapter.settle?.(place)
  const client = openLoop({ port: place.port, path: place.program.path, perSecond, connections: options.connections, hungAfterMs })
  const killedAt: number[] = []
  try {
    await delay(warmUpMs)
    while (killedAt.length < options.crashes) {
      const victim = await (options.victim?.() ?? Promise.resolve(pidOfLastAnswer(client)))
      // Who asks for it (a process of its own) is to be gone; and any instant between two requests is as likely as another.
      await delay(victimKnownMs + (Math.random() * 1_000) / perSecond)
      killedAt.push(performance.now())
      process.kill(victim, 'SIGKILL')
      if (!(await isAnsweredByAnother(client, String(victim), killedAt.at(-1) ?? 0))) break
      await Promise.all([delay(healthyMs), adapter.settle?.(place)])
    }
  } finally {
    await client.stop()
  }
  return { crashes: judgeLoad(client.done, killedAt), clientLateMs: client.latestMs() }
}

function pidOfLastAnswer(client: OpenLoop): number {
  const last = client.done.findLast(({ outcome }) => outcome === 'answered')
  if (last === undefined) throw new Error('bench: nobody answers')
  return Number(last.text)
}

async function isAnsweredByAnother(client: OpenLoop, victim: string, since: number): Promise<boolean> {
  while (performance.now() < since + backDeadlineMs) {
    const last = client.done.findLast(({ outcome }) => outcome === 'answered')
    if (last !== undefined && last.dueAt > since && last.text !== victim) return true
    await delay(pollMs)
  }
  return false
}
