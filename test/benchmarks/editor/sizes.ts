import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { table } from '../table.ts'

const dist = join(import.meta.dirname, '../../../extension/dist')
const parts = {
  'the extension': ['extension.cjs'],
  'the client of the language server, once a file of its languages is open': ['findings.cjs'],
  'what edits an ESLint configuration, at its command': ['add-to-config.cjs'],
  'the page of the dashboard': ['dashboard'],
  'the language server, without types': ['main', 'lint-thread', 'ask-eslint', 'ask-eslint-guard'].map((name) => `lint-server/${name}.mjs`),
  'for regular expressions in which a group repeats': ['lint-server/regex-analysis.cjs'],
  'for types, where the project has no TypeScript of its own': ['lint-server/typescript-parser.cjs', 'lint-server/typescript.cjs'],
  'the command, the supervision': ['crash-only.js', 'supervision'],
} as const

export async function sizes(vsix: string): Promise<string> {
  const rows = await Promise.all(Object.entries(parts).map(async ([what, names]) => {
    const each = await Promise.all(names.map(async (name) => sizeOf(join(dist, name))))
    return [what, kilobytes(each.reduce((sum, size) => sum + size, 0))]
  }))
  return table(['size', 'KB'], [...rows, ['the whole .vsix', kilobytes(await sizeOf(vsix))]])
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path)
  if (!found.isDirectory()) return found.size
  const sizesOfFiles = await Promise.all((await readdir(path)).map(async (name) => sizeOf(join(path, name))))
  return sizesOfFiles.reduce((sum, size) => sum + size, 0)
}

function kilobytes(size: number): string {
  return String(Math.round(size / 1_000))
}
