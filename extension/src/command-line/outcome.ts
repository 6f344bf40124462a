const fixYourInput = 100
const tryAgainLater = 111
const ownPrefix = 'crash-only: '

/** How a run of our command ended. `line` says what, why and what next, for people. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'fix-your-input' | 'try-again-later' | 'folder-gone' | 'broken'; readonly line: string }

export interface Ending {
  /** Null: it could not be started, or a signal ended it. */
  readonly exitCode: number | null
  readonly stderr: string
  /** What to say when the command itself said nothing. */
  readonly reason: string
}

export function outcomeOf({ exitCode, stderr, reason }: Ending): Outcome {
  if (exitCode === 0) return { kind: 'done' }
  const line = saidBy(stderr) ?? reason
  if (exitCode === fixYourInput) return { kind: 'fix-your-input', line }
  return { kind: exitCode === tryAgainLater ? 'try-again-later' : 'broken', line }
}

/** Our command says one clear line; Node may have put warnings around it. */
function saidBy(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  return lines.find((line) => line.startsWith(ownPrefix))?.slice(ownPrefix.length) ?? lines.at(-1)
}

/** The program of which the command says that it died at its start: its crash tells more than the line. */
export function programThatDied(line: string): string | undefined {
  return /^(\S+) died at its start: /u.exec(line)?.[1]
}
