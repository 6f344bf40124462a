import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'

const privateFileMode = 0o600
const causesMax = 3
/** `restarter/life/watch-life.ts` knows it. */
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

// What there is before the program: packages that want to hear of every end replace one of these (signal-exit).
const { emit, reallyExit } = process as unknown as Readonly<Record<'emit' | 'reallyExit', unknown>>
/** Node 25.9: whether anybody gave it such a callback cannot be asked, so there nothing is certain. */
const mayBeCaptured = 'addUncaughtExceptionCaptureCallback' in process

/** No code of the program runs any more: nobody catches the exception, and nobody listens to it or to the exit. */
function isTheEnd(): boolean {
  if (mayBeCaptured || process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()) return false
  const now = process as unknown as Readonly<Record<'emit' | 'reallyExit' | 'domain', unknown>>
  const isHeard = process.listenerCount('exit') > 0 || process.listenerCount('uncaughtExceptionMonitor') > 1
  return !isHeard && now.emit === emit && now.reallyExit === reallyExit && (now.domain === undefined || now.domain === null)
}

/** The number may be another file's: a runner passes the variable on, but not the descriptor. */
function isLifeLineSync(fd: number): boolean {
  try {
    return fstatSync(fd).isFIFO()
  } catch {
    return false
  }
}

function breatheLastSync(lifeLine: number): void {
  try {
    if (isLifeLineSync(lifeLine)) writeSync(lifeLine, lastBreath)
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
    // eslint-disable-next-line crash-only/require-fsync-before-rename -- a power cut costs the why of one death; readers drop a torn one
    renameSync(unfinished, path)
  } catch {
    // The process is dying of something else, or its own handler takes it; that must stay the news. It may also be beyond words.
  }
}
