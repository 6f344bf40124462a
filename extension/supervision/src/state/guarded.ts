import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { parseJson } from '../platform/json.ts'
import type { Flag } from './flag.ts'
import type { Project } from './project.ts'

/**
 * What a relay must know of a project beside the watchdog's verdict: whether it was stopped on purpose, and which of its
 * critical processes escalation gave up.
 * @throws when it cannot be read: then nobody knows whether the project is well.
 */
export async function readGuarded(runtime: string) {
  const project = parseJson(await readIfThere(join(runtime, 'project.json'))) as Partial<Project> | undefined
  const critical = (project?.processes ?? []).filter((process) => process.critical).map(({ name }) => name)
  const flags = await Promise.all(critical.map(async (name) => readIfThere(join(runtime, 'flags', `${name}.json`))))
  const isGivenUp = flags.map((text) => (parseJson(text) as Partial<Flag> | undefined)?.isGivenUp === true)
  return { isEnded: project?.wish === 'ended', givenUp: critical.filter((_, index) => isGivenUp[index]) }
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  })
}
