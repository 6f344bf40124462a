import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const root = join(import.meta.dirname, '../..')

/** Files that git tracks or would track, below the root, as paths from there. */
export async function trackedFiles(...patterns: string[]): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns]
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 10_000_000 })
  return [...new Set(stdout.split('\n').filter(Boolean))]
}
