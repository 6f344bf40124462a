import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** A Node of a given version, from its npm package, kept in a cache folder outside the tree. Gives the program's path. */
export async function findNode(version: string): Promise<string> {
  const target = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'crash-only-node', version)
  const node = join(target, 'bin', 'node')
  if (await access(node).then(() => true, () => false)) return node
  await mkdir(dirname(target), { recursive: true })
  const temporary = await mkdtemp(`${target}.new-`)
  const name = `node-${process.platform}-${process.arch}`
  const args = ['install', '--prefix', temporary, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`]
  await promisify(execFile)('npm', args, { cwd: temporary })
  // Two at once install the same; whoever comes second throws its copy away.
  await rename(join(temporary, 'node_modules', name), target).catch(() => undefined)
  await rm(temporary, { recursive: true, force: true })
  return node
}
