import { realpath } from 'node:fs/promises'
import { userInfo } from 'node:os'

import { processName } from '../../../supervision/src/state/process-name.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { resolveAsWritten } from '../config/resolve-project.ts'
import { relayFile } from '../relay/relay-order.ts'
import type { ExportFacts } from './exported.ts'

const nameCharactersMax = 50 // of a label of DNS, with something to add to it

export async function readExportFacts(paths: ProjectPaths): Promise<ExportFacts> {
  const { processes } = await resolveAsWritten(paths.folder)
  const { username, homedir } = userInfo()
  const set = ['XDG_STATE_HOME', 'XDG_RUNTIME_DIR'].map((name) => [name, process.env[name] ?? ''] as const)
  return {
    name: nameOf(paths.folder), folder: paths.folder, processes, version: packageJson.version,
    machine: {
      user: username, isRoot: process.getuid?.() === 0, searchPath: process.env['PATH'] ?? '',
      command: [process.execPath, await realpath(process.argv[1] ?? '')],
      places: { HOME: homedir, ...Object.fromEntries(set.filter(([, value]) => value !== '')) }, relayFile: relayFile(paths),
    },
  }
}

/** A name that units, images and clusters take. */
function nameOf(folder: string): string {
  const name = processName(folder).toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-').replaceAll(/^-+|-+$/gu, '').slice(0, nameCharactersMax)
  return /^[a-z]/u.test(name) ? name : `app-${name}`
}
