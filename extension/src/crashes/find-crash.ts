import type { Crash, CrashGroup } from './crash.ts'
import type { FolderCrashes } from './crash-groups.ts'

/** What names a crash: a row of the tree, a link of a hover, the address of a page. */
export interface CrashName {
  readonly folderPath: string
  readonly group?: string
  readonly crash?: string
}

export interface FoundCrash {
  readonly folderPath: string
  readonly group: CrashGroup
  readonly crash: Crash
}

/** Undefined for one that was cleared, or is too old to be kept. Without a crash, the latest of its signature is meant. */
export function findCrash(crashes: readonly FolderCrashes[], { folderPath, group: id, crash }: CrashName): FoundCrash | undefined {
  const group = crashes.find(({ folder }) => folder.path === folderPath)?.groups.find((candidate) => candidate.id === id)
  if (group === undefined) return undefined
  const found = crash === undefined ? group.last : group.recent.find((candidate) => candidate.id === crash)
  return found === undefined ? undefined : { folderPath, group, crash: found }
}

/** The latest crash of one program that nobody cleared. */
export function findLatestCrash(
  crashes: readonly FolderCrashes[], { folderPath, program }: { readonly folderPath: string; readonly program: string },
): CrashName | undefined {
  const ofFolder = crashes.find(({ folder }) => folder.path === folderPath)?.groups ?? []
  // The one that crashed last comes first.
  const group = ofFolder.find((candidate) => candidate.program === program)
  return group && { folderPath, group: group.id }
}
