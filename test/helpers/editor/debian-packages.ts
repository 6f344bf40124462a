import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

export type Report = (line: string) => void

/** Installs packages where that is possible: root on a Debian. False where it is not, or where apt refuses. */
export async function installDebianPackages(packages: readonly string[], report: Report): Promise<boolean> {
  if (process.getuid?.() !== 0 || (await findOnPath(['apt-get'])) === undefined) return false
  report(`installing ${packages.join(', ')} through apt`)
  if (!(await run('apt-get', ['update', '-qq']))) return false
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
}

/** The first of these programs that is on PATH. */
export async function findOnPath(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const name of names) {
    for (const folder of folders) {
      if (await isExecutable(join(folder, name))) return join(folder, name)
    }
  }
  return undefined
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false // not there or not ours to run: the same to the caller
  }
}

async function run(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: aptDeadlineMs,
  })
  return new Promise((resolve) => {
    child.once('error', () => { resolve(false); })
    child.once('exit', (code) => { resolve(code === 0); })
  })
}

const aptDeadlineMs = 5 * 60_000
