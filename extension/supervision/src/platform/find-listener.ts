import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'

const listening = '0A'
const columns = { address: 1, state: 3, inode: 9 }

export interface Listener {
  readonly pid: number
  /** The name of its program; empty where it has none to tell. */
  readonly program: string
}

/** Who listens on a TCP port, by /proc: undefined where there is none, for another user's, and where nobody does. */
export async function findListener(port: number, isOurs: (pid: number) => boolean): Promise<Listener | undefined> {
  const inodes = (await Promise.all(['tcp', 'tcp6'].map(async (table) => inodesOf(table, port)))).flat()
  if (inodes.length === 0) return undefined
  const targets = new Set(inodes.map((inode) => `socket:[${inode}]`))
  for (const name of await namesIn('/proc')) {
    if (!/^\d+$/u.test(name) || isOurs(Number(name)) || !(await hasOpen(name, targets))) continue
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '')
    return { pid: Number(name), program: basename(commandLine.split('\0')[0] ?? '') }
  }
  return undefined
}

async function inodesOf(table: string, port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')
  const rows = text.split('\n').slice(1).map((line) => line.trim().split(/\s+/u))
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const found = rows.filter((row) => row[columns.state] === listening && row[columns.address]?.endsWith(suffix) === true)
  return found.flatMap((row) => row[columns.inode] ?? [])
}

async function hasOpen(pid: string, targets: ReadonlySet<string>): Promise<boolean> {
  const directory = `/proc/${pid}/fd`
  for (const descriptor of await namesIn(directory)) {
    if (targets.has(await readlink(join(directory, descriptor)).catch(() => ''))) return true
  }
  return false
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []) // it ended meanwhile, or is another user's
}
