import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import { isAlive, identify } from '../../../../extension/supervision/src/platform/process-identity.ts'
import { signalProcess } from '../../../../extension/supervision/src/platform/process-stat.ts'
import { firstAnswer } from '../first-answer.ts'
import type { Place } from '../place.ts'
import { noteBlow, settle } from '../settle.ts'
import type { Contender } from '../stage.ts'

export const hangWays = ['spin', 'freeze'] as const
export type HangWay = (typeof hangWays)[number]
const hangDeadlineMs = 15_000
const pollMs = 10

/** Both null: not within 15 s. */
export interface Hang {
  /** From the hang to the first answer of anybody else. */
  readonly answeredMs: number | null
  /** From the hang to the end of the process that hangs. */
  readonly endedMs: number | null
}

/** The program hangs: an endless loop in one request, or SIGSTOP. */
export async function hang({ adapter, place }: Contender, way: HangWay): Promise<Hang> {
  await settle(adapter, place)
  const pid = way === 'spin' ? await spin(place) : await freeze(place)
  const victim = await identify(pid)
  const answering = firstAnswer(place, { notFrom: String(pid), deadlineMs: hangDeadlineMs })
  const [answer, endedMs] = await Promise.all([answering, untilEnded(victim)])
  // One that nobody ended would go on to hang, and to use a core, while others are measured.
  if (endedMs === null) signalProcess(pid, way === 'spin' ? 'SIGKILL' : 'SIGCONT')
  noteBlow(place)
  return { answeredMs: answer?.ms ?? null, endedMs }
}

async function untilEnded(victim: Awaited<ReturnType<typeof identify>>): Promise<number | null> {
  const beganAt = performance.now()
  while (performance.now() - beganAt < hangDeadlineMs) {
    if (!(await isAlive(victim))) return performance.now() - beganAt
    await delay(pollMs)
  }
  return null
}

/** The program says who it is, then computes for ever. */
async function spin({ port }: Place): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/spin', agent: false }, (response) => {
      response.once('data', (chunk: Buffer) => { resolve(Number(String(chunk))) }).on('error', () => undefined)
    })
    request.on('error', reject)
  })
}

async function freeze(place: Place): Promise<number> {
  const victim = await firstAnswer(place, { deadlineMs: hangDeadlineMs })
  if (victim === undefined) throw new Error('bench: nobody answers')
  signalProcess(Number(victim.text), 'SIGSTOP')
  return Number(victim.text)
}
