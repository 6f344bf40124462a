import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

const privateFileMode = 0o600
const causesMax = 3
/** `restarter/watch-life.ts` knows it. */
const lastBreath = 'last breath\n'

/**
 * Notes the exception that is about to end the process. A monitor only: what the program does about it stays.
 * @param lifeLine takes a last breath, where it is certain that this is the end: nobody need wait until the kernel has taken the
 * process apart, which is half of a recovery
 */
export function noteUncaught(path: string, lifeLine: number | undefined): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    writeLastWords(path, () => JSON.stringify({ v: 1, kind: 'uncaught', ...describe(error) }))
    if (lifeLine !== undefined && isTheEnd()) breatheLastSync(lifeLine)
  })
}

/** No code of the program runs any more: nobody catches the exception, and nobody listens to the exit. */
function isTheEnd(): boolean {
  const isCaught = process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()
  const { domain } = process as { domain?: unknown }
  return !isCaught && (domain === undefined || domain === null) && process.listenerCount('exit') === 0
}

function breatheLastSync(lifeLine: number): void {
  try {
    writeSync(lifeLine, lastBreath)
  } catch {
    // Nobody reads it: the kernel tells.
  }
}

function describe(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: `threw ${String(error)}`, stack: '' }
  const causes = causesOf(error)
  return {
    message: [headOf(error), ...causes.map((cause) => `caused by ${headOf(cause)}`)].join(', '),
    stack: [stackOf(error), ...causes.map((cause) => `caused by ${stackOf(cause)}`)].join('\n'),
  }
}

/** What an exception says that it was caused by, and so on; of several at once (AggregateError) the first few. */
function causesOf(error: Error): unknown[] {
  const causes = new Set<unknown>()
  let last: unknown = error
  while (last instanceof Error && last.cause !== undefined && last.cause !== error && causes.size < causesMax && !causes.has(last.cause)) {
    last = last.cause
    causes.add(last)
  }
  const together: unknown = (error as Partial<AggregateError>).errors
  return [...causes, ...(Array.isArray(together) ? (together as unknown[]).slice(0, causesMax) : [])]
}

function headOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : String(error)
}

function writeLastWords(path: string, say: () => string): void {
  try {
    const text = say()
    const unfinished = `${path}.${process.pid}.new`
    const descriptor = openSync(unfinished, 'w', privateFileMode)
    writeSync(descriptor, text)
    closeSync(descriptor)
    // eslint-disable-next-line crash-only/require-fsync-before-rename -- a power cut loses the why of one death, and readers drop what is no JSON
    renameSync(unfinished, path)
  } catch {
    // The process is dying of something else, or its own handler takes it; that must stay the news. It may also be beyond words.
  }
}
