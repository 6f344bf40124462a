import { join } from 'node:path'

import { readTextIfThere, writeDurably } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { ProcessSpec } from './project.ts'

export const bootsMax = 10
const listenMax = 100
export const unlearnedBootLimitMs = 20_000
const shortestBootLimitMs = 5_000
const unlearnedStaleTimes = 10
const learnedTimes = 3

/** A socket that the program listened on: as it asked, and where that was. */
export interface LearnedListen {
  /** Null: it named no host. */
  readonly host: string | null
  readonly address: string
  readonly port: number
}

/**
 * `learned/<name>.json`: what earlier incarnations showed of a program. A cache: it may be deleted, torn or old at any
 * time, and nothing but a little speed is lost.
 */
export interface Learned {
  readonly v: 1
  /** A hash of what was run (`commandHash`): of another command nothing is known. */
  readonly command: string
  readonly listen: readonly LearnedListen[]
  /** From spawn to healthy, of the last ten, the latest last. */
  readonly bootsMs: readonly number[]
}

/** Never throws: what cannot be read was not learned. Undefined, too, when it was learned of another command. */
export async function readLearned(directory: string, name: string, command: string): Promise<Learned | undefined> {
  const text = await readTextIfThere(join(directory, `${name}.json`)).catch(() => undefined)
  const learned = parseJson(text ?? '') as Partial<Learned> | null | undefined
  if (typeof learned !== 'object' || learned?.v !== 1 || learned.command !== command) return undefined
  const { listen, bootsMs } = learned
  const isWhole = Array.isArray(listen) && listen.every(isListen) && Array.isArray(bootsMs) && bootsMs.every(isBoot)
  return isWhole ? { v: 1, command, listen: listen.slice(-listenMax), bootsMs: bootsMs.slice(-bootsMax) } : undefined
}

export async function writeLearned(directory: string, name: string, learned: Learned): Promise<void> {
  await writeDurably(join(directory, `${name}.json`), JSON.stringify({ ...learned, bootsMs: learned.bootsMs.slice(-bootsMax) }))
}

/** How long a start may take before it counts as hung. Three times the longest known, for machines have bad days. */
export function bootLimitMs(bootsMs: readonly number[], staleAfterMs: number): number {
  if (bootsMs.length === 0) return Math.max(unlearnedBootLimitMs, unlearnedStaleTimes * staleAfterMs)
  return Math.max(shortestBootLimitMs, learnedTimes * Math.max(...bootsMs))
}

/** Names what is run without telling it: commands may hold secrets. FNV-1a; two commands with one hash cost a cache. */
export function commandHash({ command, cwd }: Pick<ProcessSpec, 'command' | 'cwd'>): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of Buffer.from(JSON.stringify([command, cwd]))) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

function isListen(value: unknown): value is LearnedListen {
  const { host, address, port } = (value ?? {}) as Partial<Record<keyof LearnedListen, unknown>>
  return (host === null || typeof host === 'string') && typeof address === 'string' && Number.isInteger(port)
}

function isBoot(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
