import { spawn } from 'node:child_process'
import { join } from 'node:path'

import type { Run } from './place.ts'

const sweeper = join(import.meta.dirname, 'sweeper.ts')

/**
 * Ties everything that a benchmark starts to it, also what puts itself into the background and out of every process group:
 * a sweeper waits for the benchmark's end, however that comes, and then ends whatever carries its mark.
 */
export function tieToUs(run: Run): { readonly end: () => Promise<void> } {
  const child = spawn(process.execPath, [sweeper, run.marker, run.folder], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] })
  const gone = new Promise<void>((resolve, reject) => { child.once('error', reject).once('exit', () => { resolve() }) })
  return {
    end: async () => {
      child.stdin.end()
      await gone
    },
  }
}
