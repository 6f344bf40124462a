import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { processName, twinName } from '../../supervision/src/state/process-name.ts'
import { parseJson } from './parse-json.ts'
import { programFiles } from './something-to-run.ts'

const byteOrderMark = '\uFEFF'

/**
 * What the programs are called that a start would start, by the first of the files that says something. Only to be shown: what
 * is valid is for the command to say. Undefined: it cannot be told, or there is none.
 */
export async function configuredNames(folder: string): Promise<readonly string[] | undefined> {
  for (const file of programFiles) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => undefined) // not there, or not readable
    if (text === undefined) continue
    const names = namesIn[file](text.startsWith(byteOrderMark) ? text.slice(1) : text, folder)
    // A mistake in a file is no reason to read the next one: the command would not, either.
    if (names === undefined || names.length > 0) return names
  }
  return undefined
}

/** Undefined for a text that the command would refuse. */
const namesIn: Record<(typeof programFiles)[number], (text: string, folder: string) => readonly string[] | undefined> = {
  'crash-only.json': (text) => {
    const processes = recordOf(recordOf(parseJson(text))?.['processes'])
    return processes && Object.entries(processes).flatMap(([name, entry]) => (isPair(entry) ? [name, twinName(name)] : [name]))
  },
  Procfile: (text) => {
    const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
    const names = lines.flatMap((line) => /^([A-Za-z0-9][\w-]*):/u.exec(line)?.[1] ?? [])
    return names.length === lines.length ? names : undefined
  },
  'package.json': (text, folder) => {
    const scripts = recordOf(recordOf(parseJson(text))?.['scripts']) ?? {}
    return ['start', 'dev'].some((name) => Object.hasOwn(scripts, name)) ? [processName(folder)] : []
  },
}

function isPair(entry: unknown): boolean {
  return recordOf(entry)?.['spare'] === 'pair'
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isRecord ? (value as Record<string, unknown>) : undefined
}
