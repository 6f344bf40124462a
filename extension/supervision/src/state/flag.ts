import { join } from 'node:path'

import { listNames, readTextIfThere, removeFile, writeDurably } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { ProjectPaths } from './project-paths.ts'

/** `flags/<name>.json`: a known problem that is not verified as solved. Nothing is remediated without one. */
export interface Flag {
  readonly v: 1
  readonly name: string
  readonly incarnation: number
  readonly kind: 'hang'
  /** Monotonic milliseconds: when it was raised, and the last sign of life before it. */
  readonly raisedMono: number
  readonly silentSinceMono: number
}

export async function raiseFlag(paths: ProjectPaths, flag: Flag): Promise<void> {
  await writeDurably(flagPath(paths, flag.name), JSON.stringify(flag))
}

export async function lowerFlag(paths: ProjectPaths, name: string): Promise<void> {
  await removeFile(flagPath(paths, name))
}

export async function readFlags(paths: ProjectPaths): Promise<Flag[]> {
  const names = (await listNames(paths.flags)).filter((name) => name.endsWith('.json'))
  const texts = await Promise.all(names.map(async (name) => readTextIfThere(join(paths.flags, name))))
  const flags = texts.map((text) => parseJson(text ?? '') as Partial<Flag> | null | undefined)
  return flags.filter((flag): flag is Flag => flag?.v === 1)
}

function flagPath(paths: ProjectPaths, name: string): string {
  return join(paths.flags, `${name}.json`)
}
