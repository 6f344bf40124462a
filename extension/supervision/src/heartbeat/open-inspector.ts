import * as inspector from 'node:inspector'

import { putFile } from './put-file.ts'

/**
 * Listens for a debugger at a port that is free, and says at which address in a file. On SIGUSR1 every Node listens at the same port,
 * and the first one has it until it dies: a debugger would find that one instead of a second.
 */
export function openInspector(answerFile: string): void {
  try {
    if (inspector.url() === undefined) inspector.open(0, '127.0.0.1')
    const url = inspector.url()
    if (url !== undefined) void putFile(answerFile, url).catch(() => undefined) // nobody hears of it, then
  } catch {
    // A Node without an inspector. Whoever asked gets no answer.
  }
}
