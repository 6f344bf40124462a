import { join } from 'node:path'

import { listNames, writeDurably } from '../platform/durable-file.ts'
import { removeFile } from '../platform/plain-file.ts'
import type { ProjectPaths } from './project-paths.ts'

/**
 * `leases/<kind>…`: how long a project runs. It ends when no lease holds.
 * `forever`: until `stop`. `run.<id>`: a FIFO, holds while the command that made it lives. `editor.<id>`: a file that
 * an editor touches, holds until nobody touched it for `editorLeaseMs`.
 */
export type LeaseKind = 'forever' | 'run' | 'editor'

export const editorLeaseMs = 30_000
export const editorRenewMs = 5_000

export function leasePath(paths: ProjectPaths, kind: LeaseKind, id = ''): string {
  return join(paths.leases, id === '' ? kind : `${kind}.${id}`)
}

export function leaseKindOf(fileName: string): LeaseKind | undefined {
  const [kind] = fileName.split('.')
  return kind === 'forever' || kind === 'run' || kind === 'editor' ? kind : undefined
}

/** Takes or renews a lease that is a plain file: writing it changes its modification time. */
export async function takeLease(paths: ProjectPaths, kind: 'forever' | 'editor', id = ''): Promise<void> {
  await writeDurably(leasePath(paths, kind, id), `${process.pid}\n`)
}

export async function dropAllLeases(paths: ProjectPaths): Promise<void> {
  for (const name of await listNames(paths.leases)) await removeFile(join(paths.leases, name))
}
