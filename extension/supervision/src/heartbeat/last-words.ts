import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

const privateFileMode = 0o600
/** `restarter/watch-life.ts` knows it. */
const lastBreath = 'last breath\n'

/**
 * Notes the exception that is about to end the process. A monitor only: what the program does about it stays.
 * @param lifeLine takes a last breath, where it is certain that this is the end: nobody need wait until the kernel has taken the
 * process apart, which is half of a recovery
 */
export function noteUncaught(path: string, lifeLine: number | undefined): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const { message, stack } = describe(error)
    writeLastWords(path, JSON.stringify({ v: 1, kind: 'uncaught', message, stack }))
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
  return { message: `${error.name}: ${error.message}`, stack: error.stack ?? '' }
}

function writeLastWords(path: string, text: string): void {
  try {
    const unfinished = `${path}.${process.pid}.new`
    const descriptor = openSync(unfinished, 'w', privateFileMode)
    writeSync(descriptor, text)
    closeSync(descriptor)
    renameSync(unfinished, path)
  } catch {
    // The process is dying of something else; that must stay the news.
  }
}
