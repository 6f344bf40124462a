/** What start order needs to know of a process. */
export interface Startable {
  readonly needs: readonly string[]
  readonly isReady: boolean
}

/** The names that `name` still waits for. One that is not configured is nothing to wait for. */
export function missingNeeds(name: string, all: ReadonlyMap<string, Startable>): string[] {
  return (all.get(name)?.needs ?? []).filter((need) => all.get(need)?.isReady === false)
}

/** All that need `name`, directly or through others; itself is left out. */
export function dependentsOf(name: string, all: ReadonlyMap<string, Startable>): string[] {
  const found = new Set<string>()
  const add = (needed: string): void => {
    for (const [other, { needs }] of all) {
      if (other === name || found.has(other) || !needs.includes(needed)) continue
      found.add(other)
      add(other)
    }
  }
  add(name)
  return [...found]
}
