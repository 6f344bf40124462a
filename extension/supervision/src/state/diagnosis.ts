import { join } from 'node:path'

import { readTextIfThere } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import { incarnationKey } from './incarnation-key.ts'
import type { ProjectPaths } from './project-paths.ts'

/** `diagnosis/<name>.<n>.json`: the exception that ended a Node program, written by the preload. */
export interface UncaughtDiagnosis {
  readonly v: 1
  readonly kind: 'uncaught'
  readonly message: string
  readonly stack: string
}

/** `diagnosis/<name>.<n>.json.hang`: where a Node program is that is silent, written by a worker of the preload. */
export interface HangDiagnosis {
  readonly v: 1
  readonly kind: 'hang'
  /** The main thread's stack; empty where it ran no JavaScript. */
  readonly stack: string
  /** Then the blocking call that it was in, and its stack; empty where none is known. */
  readonly inCall: string
}

export function diagnosisPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.diagnosis, `${incarnationKey(name, incarnation)}.json`)
}

export function hangDiagnosisPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return `${diagnosisPath(paths, name, incarnation)}.hang`
}

/** Undefined where there is none, and for one that is torn or foreign. */
export async function readUncaught(path: string): Promise<UncaughtDiagnosis | undefined> {
  const found = await read<UncaughtDiagnosis>(path)
  if (found?.kind !== 'uncaught' || typeof found.message !== 'string') return undefined
  return { v: 1, kind: 'uncaught', message: found.message, stack: found.stack ?? '' }
}

export async function readHang(path: string): Promise<HangDiagnosis | undefined> {
  const found = await read<HangDiagnosis>(path)
  return found?.kind === 'hang' ? { v: 1, kind: 'hang', stack: found.stack ?? '', inCall: found.inCall ?? '' } : undefined
}

async function read<T>(path: string): Promise<Partial<T> & { v?: number } | undefined> {
  const found = parseJson((await readTextIfThere(path).catch(() => undefined)) ?? '') as Partial<T> & { v?: number } | null | undefined
  return found?.v === 1 ? found : undefined
}
