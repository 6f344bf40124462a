import { join } from 'node:path'

import { readTextIfThere } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'

export interface LearnedModule {
  /** Absolute path of its file. */
  readonly path: string
  readonly kind: 'cjs' | 'esm'
  /** How long its own code ran while it was loaded, without what it loaded in turn. Null: this Node does not tell. */
  readonly selfMs: number | null
  /** A spare may load it before the program itself runs: it is a package's, and does not ask who loads it. */
  readonly isWarmable: boolean
}

/**
 * `learned/<name>.modules.json`: what a program had loaded when it was up, in the order in which it was resolved. The preload
 * writes it (`heartbeat/modules/learn-modules.ts`). A cache, as all that is learned.
 */
export interface LearnedModules {
  readonly v: 2
  /** Of another key (`modulesKey`) it says little: other packages may be installed by now. */
  readonly key: string
  readonly modules: readonly LearnedModule[]
  /** Names of environment variables that the program set while it started. */
  readonly changedEnv: readonly string[]
  /** It listened with a server of Node's own `http` or `https`. */
  readonly servesHttp: boolean
}

export function learnedModulesPath(directory: string, name: string): string {
  return join(directory, `${name}.modules.json`)
}

/** Never throws: what cannot be read was not learned. */
export async function readLearnedModules(directory: string, name: string): Promise<LearnedModules | undefined> {
  const text = await readTextIfThere(learnedModulesPath(directory, name)).catch(() => undefined)
  const learned = parseJson(text ?? '') as Partial<LearnedModules> | null | undefined
  if (typeof learned !== 'object' || learned?.v !== 2 || typeof learned.key !== 'string') return undefined
  const { key, modules, changedEnv, servesHttp } = learned
  if (!Array.isArray(modules) || !modules.every(isModule)) return undefined
  const names = Array.isArray(changedEnv) ? changedEnv.filter((variable) => typeof variable === 'string') : []
  return { v: 2, key, modules, changedEnv: names, servesHttp: servesHttp === true }
}

function isModule(value: unknown): value is LearnedModule {
  const { path, kind, selfMs, isWarmable } = (value ?? {}) as Partial<Record<keyof LearnedModule, unknown>>
  return typeof path === 'string' && (kind === 'cjs' || kind === 'esm') && (selfMs === null || typeof selfMs === 'number') &&
    typeof isWarmable === 'boolean'
}
