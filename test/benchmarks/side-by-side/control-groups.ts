import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const mountPoint = '/sys/fs/cgroup'

/** A control group of a benchmark, or of one of its places, in each hierarchy. */
export function controlGroupName(marker: string): string {
  return `co-side-${marker}`
}

/** The root of each hierarchy of control groups: one with version 2 alone, else one for each controller. */
export async function controlGroupRoots(): Promise<string[]> {
  const entries = await readdir(mountPoint, { withFileTypes: true }).catch(() => [])
  if (entries.some(({ name }) => name === 'cgroup.controllers')) return [mountPoint]
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(mountPoint, name))
}
