import type { Outcome, Request } from './open-loop-client.ts'

/** What one crash under load did to the clients. */
export interface CrashUnderLoad {
  readonly refused: number
  readonly reset: number
  readonly hung: number
  readonly wrong: number
  /** The longest time without any answer. */
  readonly silenceMs: number
}

// A request that the dying process had already taken was due a little before the kill.
const inFlightMs = 100

/** Each failed request counts for the crash before it; none fails before the first one unless something else is wrong. */
export function judgeLoad(requests: readonly Request[], killedAt: readonly number[]): CrashUnderLoad[] {
  return killedAt.map((at, index) => {
    const [from, to] = [index === 0 ? -Infinity : at - inFlightMs, (killedAt[index + 1] ?? Infinity) - inFlightMs]
    const mine = requests.filter(({ dueAt }) => dueAt >= from && dueAt < to)
    const count = (outcome: Outcome): number => mine.filter((request) => request.outcome === outcome).length
    const silenceMs = longestSilenceMs(requests, at, killedAt[index + 1] ?? Infinity)
    return { refused: count('refused'), reset: count('reset'), hung: count('hung'), wrong: count('wrong'), silenceMs }
  })
}

/** The longest pause between two answers that ended between one crash and the next. */
function longestSilenceMs(requests: readonly Request[], from: number, to: number): number {
  const answers = requests.filter(({ outcome }) => outcome === 'answered').map(({ doneAt }) => doneAt).sort((a, b) => a - b)
  let longest = 0
  for (const [index, answer] of answers.entries()) {
    const next = answers[index + 1]
    if (next !== undefined && next > from && next <= to) longest = Math.max(longest, next - answer)
  }
  return longest
}
