import { badConfig } from './bad-config.ts'
import { didYouMean } from './did-you-mean.ts'

/** Refuses names that are not there, and processes that wait for each other for ever: none of them would start. */
export function checkNeeds(specs: readonly { readonly name: string; readonly needs: readonly string[] }[], source: string): void {
  const needs = new Map(specs.map((spec) => [spec.name, spec.needs]))
  for (const [name, needed] of needs) {
    const unknown = needed.find((other) => !needs.has(other))
    if (unknown === undefined) continue
    const others = [...needs.keys()].filter((other) => other !== name)
    const message = `${source}: processes.${name}.needs: no process is called ${JSON.stringify(unknown)} ${didYouMean(unknown, others)}`
    throw badConfig(message, ['processes', name, 'needs'])
  }
  const cycle = findCycle(needs)
  if (cycle === undefined) return
  const message = `${source}: "needs" goes round in a circle: ${cycle.join(' -> ')} (remove one of them)`
  throw badConfig(message, ['processes', cycle[0] ?? '', 'needs'])
}

/** The names on the way from one back to itself, or undefined. */
function findCycle(needs: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (name: string): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    path.push(name)
    for (const needed of needs.get(name) ?? []) {
      const cycle = visit(needed)
      if (cycle !== undefined) return cycle
    }
    path.pop()
    done.add(name)
    return undefined
  }
  for (const name of needs.keys()) {
    const cycle = visit(name)
    if (cycle !== undefined) return cycle
  }
  return undefined
}
