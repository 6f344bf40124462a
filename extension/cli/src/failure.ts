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

const remedies: Partial<Record<string, { readonly what: string; readonly exitCode: number }>> = {
  ENOSPC: { what: 'the disk is full (free some space, then try again)', exitCode: exitCodes.tryAgainLater },
  EDQUOT: { what: 'your disk quota is used up (free some space, then try again)', exitCode: exitCodes.tryAgainLater },
  EMFILE: { what: 'too many open files (raise `ulimit -n`, then try again)', exitCode: exitCodes.tryAgainLater },
  EACCES: { what: 'no permission (make it accessible)', exitCode: exitCodes.fixYourInput },
  EPERM: { what: 'no permission (make it accessible)', exitCode: exitCodes.fixYourInput },
  EROFS: { what: 'the file system is read-only (choose another folder)', exitCode: exitCodes.fixYourInput },
}

/** What the operating system refused, where the user can do something about it; undefined for anything else: a bug. */
export function failureOfSystem(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  const { code = '', path, syscall = 'use' } = error as NodeJS.ErrnoException
  const remedy = remedies[code]
  return remedy && new Failure(`cannot ${syscall} ${path ?? 'a file'}: ${remedy.what}`, remedy.exitCode)
}
