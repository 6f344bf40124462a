/** Packs what is published into the root's `dist/`: the `.vsix`; npm tarballs of the command, the plugin and the language server. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { buildAll, readVersion } from './build.ts'
import { packedReadme } from './packed-readme.ts'

const extension = import.meta.dirname
const root = join(extension, '..')
const dist = join(root, 'dist')
const run = promisify(execFile)

/** Where the packed extension stands, or will. */
export async function extensionFile(): Promise<string> {
  return join(dist, `crash-only-${await readVersion()}.vsix`)
}

/** Builds and packs the extension. Gives the path of the `.vsix`. */
export async function packageExtension(): Promise<string> {
  await buildAll()
  await mkdir(dist, { recursive: true })
  const file = await extensionFile()
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce')
  const unfinished = `${file}.${process.pid}.new`
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--out', unfinished]
  const staged = await stage()
  try {
    await run(process.execPath, [vsce, ...args], { cwd: staged })
  } finally {
    await rm(staged, { recursive: true })
  }
  await rename(unfinished, file)
  return file
}

/** A folder with what is packed, where the README is the packed one. */
async function stage(): Promise<string> {
  const folder = await mkdtemp(join(dist, 'extension.'))
  for (const part of packed) await cp(join(extension, part), join(folder, part), { recursive: true })
  await writeFile(join(folder, 'README.md'), packedReadme(await readFile(join(extension, 'README.md'), 'utf8')))
  return folder
}

/** Of these, `.vscodeignore` says what is in the package. */
const packed = [
  '.vscodeignore', 'package.json', 'package.nls.json', 'package.nls.de.json', 'l10n', 'CHANGELOG.md', 'LICENSE', 'media', 'dist',
]

/** Builds and packs the npm packages. Gives the paths of the tarballs. */
export async function packageForNpm(): Promise<string[]> {
  await mkdir(dist, { recursive: true })
  await run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--build', 'eslint-plugin'], { cwd: root })
  const workspaces = ['crash-only', 'eslint-plugin-crash-only', 'crash-only-lint-server'].flatMap((name) => ['--workspace', name])
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', dist, ...workspaces], { cwd: root })
  const packed = JSON.parse(stdout) as { filename: string }[]
  return packed.map(({ filename }) => join(dist, filename))
}

if (import.meta.main) {
  const files = [await packageExtension(), ...(await packageForNpm())]
  process.stdout.write(`${files.join('\n')}\n`)
}
