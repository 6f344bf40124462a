import { rename } from 'node:fs/promises'

import { makeFifo, openWriter } from '../../../supervision/src/platform/fifo.ts'
import { leasePath, takeLease } from '../../../supervision/src/state/lease.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'

/** Until `stop`. */
export async function leaseForEver(paths: ProjectPaths): Promise<void> {
  await takeLease(paths, 'forever')
}

/** As long as this editor renews it. */
export async function leaseForEditor(paths: ProjectPaths, id: string): Promise<void> {
  await takeLease(paths, 'editor', id)
}

/**
 * As long as this process lives, however it ends: the kernel closes the write end, and the restarter sees it at once.
 * The descriptor is never closed by us.
 */
export async function leaseForOurLife(paths: ProjectPaths): Promise<void> {
  const path = leasePath(paths, 'run', String(process.pid))
  const unfinished = `${path}.new`
  await makeFifo(unfinished)
  await openWriter(unfinished)
  // Only now may it be seen: a lease without a writer is one whose command has died.
  await rename(unfinished, path)
}
