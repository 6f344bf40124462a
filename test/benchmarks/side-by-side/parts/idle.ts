import { firstAnswer } from '../first-answer.ts'
import { noteBlow, settle } from '../settle.ts'
import type { Contender } from '../stage.ts'

const backDeadlineMs = 20_000

/** `kill -9` of the program while nothing else happens -> ms until the first answer of another; null: not within 20 s. */
export async function crashWhenIdle({ adapter, place }: Contender): Promise<number | null> {
  await settle(adapter, place)
  const victim = await firstAnswer(place, { deadlineMs: backDeadlineMs })
  if (victim === undefined) return null
  process.kill(Number(victim.text), 'SIGKILL')
  const answer = await firstAnswer(place, { notFrom: victim.text, deadlineMs: backDeadlineMs })
  noteBlow(place)
  return answer?.ms ?? null
}
