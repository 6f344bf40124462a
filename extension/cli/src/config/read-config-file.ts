import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'

import { Ajv, type ErrorObject } from 'ajv'

import { defaultStaleAfterMs, plainSpec, type ProcessSpec } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'
import schema from './crash-only.schema.json' with { type: 'json' }

interface ConfigFile {
  readonly processes: Readonly<Record<string, ProcessEntry>>
}

interface ProcessEntry {
  readonly command: string | readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly heartbeat?: { readonly staleAfterMs?: number }
}

const isConfigFile = new Ajv({ allErrors: true }).compile<ConfigFile>(schema)

/** The processes in a `crash-only.json`, every default filled in. Anything wrong with it is one line and exit 100. */
export async function readConfigFile(path: string, folder: string): Promise<ProcessSpec[]> {
  const config = parse(await readFile(path, 'utf8'), basename(path))
  if (!isConfigFile(config)) throw badInput(`${basename(path)}: ${explain(isConfigFile.errors ?? [])}`)
  return Object.entries(config.processes).map(([name, entry]) => plainSpec({
    name,
    command: entry.command,
    cwd: resolve(folder, entry.cwd ?? '.'),
    env: entry.env ?? {},
    heartbeat: { from: 'preload', judge: null, stack: true, staleAfterMs: entry.heartbeat?.staleAfterMs ?? defaultStaleAfterMs },
  }))
}

function parse(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badInput(`${name}: invalid JSON: ${(error as Error).message} (correct it and start again)`)
  }
}

// `anyOf` fails with one error for each branch and one for itself; the deepest one says most.
function explain(errors: readonly ErrorObject[]): string {
  const error = errors.toSorted((a, b) => depth(b) - depth(a))[0]
  if (error === undefined) return 'not valid'
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'the file'
  if (error.keyword === 'additionalProperties') return unknownKey(place, error)
  if (error.keyword === 'required') return `${place} lacks "${String(error.params['missingProperty'])}" (add it)`
  if (error.keyword === 'pattern') return `${place}: a process name has letters, digits, - and _ only (rename it)`
  return `${place} ${error.message ?? 'is not valid'} (correct it)`
}

function unknownKey(place: string, error: ErrorObject): string {
  const known = place === 'the file' ? ['processes'] : ['command', 'cwd', 'env', 'heartbeat']
  const keys = place.endsWith('.heartbeat') ? ['staleAfterMs'] : known
  const key = String(error.params['additionalProperty'])
  return `${place} has an unknown key "${key}" (known: ${keys.join(', ')})`
}

function depth(error: ErrorObject): number {
  return error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0)
}
