import { join } from 'node:path'

import { readTextIfThere } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { CodePlace } from './event.ts'
import { incarnationKey } from './incarnation-key.ts'
import type { ProjectPaths } from './project-paths.ts'

/** `diagnosis/<name>.<n>.json`: what a dying Node program said of itself, written by the preload. */
export interface Diagnosis {
  readonly v: 1
  readonly kind: 'uncaught'
  readonly message: string
  readonly stack: string
}

export function diagnosisPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.diagnosis, `${incarnationKey(name, incarnation)}.json`)
}

export async function readDiagnosis(path: string): Promise<Diagnosis | undefined> {
  const found = parseJson((await readTextIfThere(path)) ?? '') as Partial<Diagnosis> | null | undefined
  return found?.v === 1 && typeof found.message === 'string' ? { stack: '', ...found } as Diagnosis : undefined
}

/** The topmost frame in the user's own code: not Node's, not a dependency's, else the topmost with a file at all. */
export function placeInStack(stack: string): CodePlace | null {
  const places = stack.split('\n').map(placeInFrame).filter((place) => place !== null && !isOurs(place.file))
  return places.find((place) => place?.file.includes('node_modules') === false) ?? places[0] ?? null
}

// Crash Now throws inside the preload; that is no line of the user's.
function isOurs(file: string): boolean {
  return /[/\\]crash-only[/\\]programs[/\\]/u.test(file)
}

function placeInFrame(frame: string): CodePlace | null {
  const [, file, line, column] = /^\s*at (?:.*\()?(?:file:\/\/)?(\/[^)]*):(\d+):(\d+)\)?$/u.exec(frame) ?? []
  if (file === undefined) return null
  return { file: decodeURI(file), line: Number(line), column: Number(column) }
}
