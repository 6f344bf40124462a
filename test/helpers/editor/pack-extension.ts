import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const vsce = join(import.meta.dirname, '../../../node_modules/@vscode/vsce/vsce')

/** The extensions of the tests, each in a folder of its name beside this file. */
export type TestExtension = 'probe' | 'eslint-stand-in'

/** Packs one of them. Gives the path of its `.vsix`. */
export async function packExtension(name: TestExtension, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${name}.vsix`)
  const args = ['package', '--no-dependencies', '--skip-license', '--out', file]
  await promisify(execFile)(process.execPath, [vsce, ...args], { cwd: join(import.meta.dirname, name) })
  return file
}
