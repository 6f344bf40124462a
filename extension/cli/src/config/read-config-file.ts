import { basename, resolve } from 'node:path'

import { Ajv } from 'ajv'

import type { Configuration } from '../../../supervision/src/state/control.ts'
import {
  defaultStaleAfterMs, type HeartbeatSpec, plainSpec, type ProcessSpec, remedies, type Remedy,
} from '../../../supervision/src/state/project.ts'
import { badConfig } from './bad-config.ts'
import { checkNeeds } from './check-needs.ts'
import schema from './crash-only.schema.json' with { type: 'json' }
import { explainSchemaErrors } from './explain-schema-error.ts'
import { findDuplicateKey } from './find-duplicate-key.ts'
import { type HealthEntry, toHealthSpec } from './health-question.ts'
import { checkHolds, toHoldSpec } from './hold-entries.ts'
import { parseConfigJson } from './read-config-text.ts'
import { resolveCaches } from './resolve-caches.ts'
import { withTwins } from './with-twins.ts'

interface ConfigFile {
  readonly processes: Readonly<Record<string, ProcessEntry>>
  readonly caches?: readonly string[]
  readonly escalation?: readonly Remedy[]
}

type Plain = 'cwd' | 'env' | 'needs' | 'restartWithNeeds' | 'critical' | 'maxAgeMs' | 'maxMemoryMb' | 'spare'
type ProcessEntry = Partial<Pick<ProcessSpec, Plain>> & {
  readonly command: string | readonly string[]
  readonly heartbeat?: Partial<HeartbeatSpec>
  readonly health?: HealthEntry
  readonly hold?: readonly (number | string)[]
}

// Editors read the texts for the values; for what is valid they mean nothing.
const isConfigFile = new Ajv({ allErrors: true, verbose: true, keywords: ['enumDescriptions'] }).compile<ConfigFile>(schema)
const heartbeatDefaults: HeartbeatSpec = { staleAfterMs: defaultStaleAfterMs, from: 'preload', judge: null, stack: true }

/** The text of a `crash-only.json`. Anything wrong with it is one line and exit 100. */
export async function readConfigFile(text: string, path: string, folder: string): Promise<Configuration> {
  const source = basename(path)
  const config = parseConfigJson(text, source)
  const twice = findDuplicateKey(text)
  if (twice !== undefined) {
    throw badConfig(`${source}: the key ${JSON.stringify(twice.key)} stands twice in one object (remove one)`, twice.offset)
  }
  if (!isConfigFile(config)) {
    const { line, keys } = explainSchemaErrors(isConfigFile.errors ?? [])
    throw badConfig(`${source}: ${line}`, keys)
  }
  const processes = Object.entries(config.processes).map(([name, entry]) => toSpec(name, entry, { folder, source }))
  checkNeeds(processes, source)
  checkHolds(processes, source)
  return {
    processes: withTwins(processes, source),
    caches: await resolveCaches(config.caches ?? [], folder, source),
    escalation: checkedEscalation(config.escalation ?? remedies, source),
  }
}

function toSpec(name: string, entry: ProcessEntry, { folder, source }: { folder: string; source: string }): ProcessSpec {
  const { command, cwd: folderOf = '.', heartbeat, health: question, hold: held = [], ...others } = entry
  const cwd = resolve(folder, folderOf)
  const health = question === undefined ? null : toHealthSpec(question)
  if (typeof health === 'string') throw badConfig(`${source}: processes.${name}.health${health}`, ['processes', name, 'health'])
  const judged = { ...heartbeatDefaults, ...heartbeat }
  const hold = held.map((one, index) => {
    const wanted = toHoldSpec(one, cwd)
    const place = ['processes', name, 'hold', String(index)]
    if (typeof wanted === 'string') throw badConfig(`${source}: processes.${name}.hold.${index}: ${wanted}`, place)
    return wanted
  })
  return { ...plainSpec({ name, command, cwd }), ...others, heartbeat: judged, health, hold }
}

function checkedEscalation(escalation: readonly Remedy[], source: string): readonly Remedy[] {
  const givesUpAt = escalation.indexOf('give-up')
  if (givesUpAt === -1 || givesUpAt === escalation.length - 1) return escalation
  throw badConfig(`${source}: escalation: "give-up" comes last (nothing is tried after it)`, ['escalation', String(givesUpAt)])
}
