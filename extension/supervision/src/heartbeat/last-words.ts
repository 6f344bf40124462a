import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

const privateFileMode = 0o600

/** Notes the exception that is about to end the process. A monitor only: what the program does about it stays. */
export function noteUncaught(path: string): void {
  process.on('uncaughtExceptionMonitor', (error: unknown) => {
    const { message, stack } = describe(error)
    writeLastWords(path, JSON.stringify({ v: 1, kind: 'uncaught', message, stack }))
  })
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
    // eslint-disable-next-line crash-only/require-fsync-before-rename -- a power cut loses the why of one death, and readers drop what is no JSON
    renameSync(unfinished, path)
  } catch {
    // The process is dying of something else; that must stay the news.
  }
}
