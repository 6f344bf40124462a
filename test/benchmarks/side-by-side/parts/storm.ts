import { rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

import { cpuWithChildrenMs } from '../../process-cost.ts'
import { firstAnswer } from '../first-answer.ts'
import { pidsOf } from '../processes.ts'
import type { Contender } from '../stage.ts'
import { startsOf } from './supervisor-death.ts'

const stormMs = 20_000
const backDeadlineMs = 20_000

/** The program dies at each start, for 20 s; then the cause is gone. */
export interface Storm {
  readonly starts: number
  /** Of one core: of the supervisor and of all starts. */
  readonly cpuPercent: number
  /** Until it answers once the cause is gone; null: not within 20 s. */
  readonly backMs: number | null
  /** It is not back, and it was not even tried: the supervisor waits for a person. */
  readonly isGivenUp: boolean
}

/** @param begin makes the storm begin, once what makes the program die is there */
export async function storm(contender: Contender, begin: () => Promise<void>): Promise<Storm> {
  const { place } = contender
  const [cpuBefore, startsBefore] = [await cpuOf(contender), await startsOf(contender)]
  await writeFile(place.broken, '', { flag: 'wx' })
  const beganAt = performance.now()
  await begin()
  await delay(stormMs - (performance.now() - beganAt))
  const [starts, cpu] = [(await startsOf(contender)) - startsBefore, (await cpuOf(contender)) - cpuBefore]
  await rm(place.broken)
  const fixedAt = await startsOf(contender)
  const backMs = (await firstAnswer(place, { deadlineMs: backDeadlineMs }))?.ms ?? null
  const isGivenUp = backMs === null && (await startsOf(contender)) === fixedAt
  return { starts, cpuPercent: (cpu / stormMs) * 100, backMs, isGivenUp }
}

async function cpuOf({ place }: Contender): Promise<number> {
  return cpuWithChildrenMs(await pidsOf(place))
}
