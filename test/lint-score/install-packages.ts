import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'crash-only-lint')
const atOnce = 4

/** The labelled packages at their versions, each unpacked once into a cache folder. Gives the folder of each. */
export async function installPackages(): Promise<ReadonlyMap<string, string>> {
  const versions = JSON.parse(await readFile(join(import.meta.dirname, 'packages.json'), 'utf8')) as Record<string, string>
  const waiting = Object.entries(versions)
  const folders = new Map<string, string>()
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) folders.set(next[0], await installPackage(...next))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return folders
}

// The packages alone, without what they need: they are read, not run.
async function installPackage(name: string, version: string): Promise<string> {
  const target = join(cache, `${name.replace('/', '+')}@${version}`)
  if (await access(target).then(() => true, () => false)) return target
  await mkdir(dirname(target), { recursive: true })
  const temporary = await mkdtemp(`${target}.new-`)
  const run = promisify(execFile)
  await run('npm', ['pack', '--silent', '--ignore-scripts', `${name}@${version}`], { cwd: temporary })
  const tarball = (await readdir(temporary)).find((file) => file.endsWith('.tgz')) ?? ''
  const unpacked = join(temporary, 'unpacked')
  await mkdir(unpacked)
  await run('tar', ['-xzf', join(temporary, tarball), '--strip-components=1', '-C', unpacked])
  await removeOthers(unpacked)
  // Two at once unpack the same; whoever comes second throws its copy away.
  await rename(unpacked, target).catch(() => undefined)
  await rm(temporary, { recursive: true, force: true })
  return target
}

// Nobody reads anything but sources, package.json and programs: pictures, maps, models and what is bundled are most of it.
const read = /(?<!\.d)\.[cm]?[jt]sx?$|^package\.json$/u

async function removeOthers(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && entry.name !== 'node_modules') await removeOthers(path)
    else if (!read.test(entry.name) && basename(folder) !== 'bin') await rm(path, { recursive: true })
  }
}
