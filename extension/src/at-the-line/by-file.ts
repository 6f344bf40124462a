import type { CrashGroup } from '../crashes/crash.ts'

export function fileOf({ last }: CrashGroup): string {
  return last.where?.file ?? ''
}

/** The same, by the files that they are in. */
export function byFile<T>(some: readonly T[], groupOf: (one: T) => CrashGroup): ReadonlyMap<string, readonly T[]> {
  const files = new Map<string, T[]>()
  for (const one of some) {
    const file = fileOf(groupOf(one))
    const inFile = files.get(file)
    if (inFile === undefined) files.set(file, [one])
    else inFile.push(one)
  }
  return files
}
