import type { ProcessHistory, ProjectHistory } from './history.ts'
import type { Role } from './event.ts'

/**
 * What the events up to a point add up to, as the first line of a part of the journal. So older parts may be deleted, and
 * a reader that only counts begins at the newest part (docs/decisions/0005).
 */
export interface Snapshot {
  readonly processes: readonly ProcessHistory[]
  readonly roles: readonly (readonly [Role, { readonly pid: number; readonly upMono: number }])[]
}

export function snapshotOf({ processes, roles }: ProjectHistory): Snapshot {
  return { processes: [...processes.values()], roles: [...roles] }
}

export function isSnapshot(value: unknown): value is Snapshot {
  const { processes, roles } = (value ?? {}) as Partial<Snapshot>
  return Array.isArray(processes) && Array.isArray(roles) && processes.every(isProcess) && roles.every(isRole)
}

const counters = ['incarnation', 'spawnedMono', 'crashes', 'hangs', 'restarts', 'downMs'] as const

function isProcess(value: unknown): value is ProcessHistory {
  const process = (value ?? {}) as Partial<ProcessHistory>
  const isCounted = counters.every((key) => typeof process[key] === 'number')
  return isCounted && typeof process.name === 'string' && typeof process.state === 'string' && Array.isArray(process.recoveriesMs)
}

function isRole(value: unknown): value is Snapshot['roles'][number] {
  const [role, at] = (Array.isArray(value) ? value : []) as [unknown, { pid?: unknown; upMono?: unknown } | null | undefined]
  return typeof role === 'string' && typeof at?.pid === 'number' && typeof at.upMono === 'number'
}
