/** The exit codes of `crash-only` (`design.md`). */
export const exitCodes = { done: 0, problemFound: 1, notJudged: 2, fixYourInput: 100, tryAgainLater: 111 } as const

/** Something that the user can act on: one line that says what is wrong, where, and what to do. Never a stack trace. */
export class Failure extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number) {
    super(message)
    this.exitCode = exitCode
  }
}

export function badInput(message: string): Failure {
  return new Failure(message, exitCodes.fixYourInput)
}

export function tryAgainLater(message: string): Failure {
  return new Failure(message, exitCodes.tryAgainLater)
}
