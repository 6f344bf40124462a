import { isOurs } from '../adapter.ts'
import { adapters } from '../adapters.ts'
import type { Entrant, Part, Results } from '../results/results.ts'

export const oursByDefault = 'crash-only-warm'

/** What is compared with; each table of recovery has a column for it. */
export const yardsticks = { 'PM2 fork': 'pm2-fork', systemd: 'systemd', 'shell loop': 'shell-loop' } as const

/** What a part has of each entrant, in the order of the adapters. */
export function rowsOf<T>({ entrants }: Pick<Results, 'entrants'>, part: Part<T>): { readonly entrant: Entrant; readonly value: T }[] {
  const order = adapters.map(({ id }) => id)
  const inOrder = entrants.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
  return inOrder.flatMap((entrant) => {
    const value = part.of[entrant.id]
    return value === undefined ? [] : [{ entrant, value }]
  })
}

/** Ours stand out. */
export function nameOf(entrant: Entrant): string {
  return isOurs(entrant) ? `**${entrant.title}**` : entrant.title
}
