import { parseArgs } from 'node:util'

import { adapters } from './adapters.ts'
import { type PartName, partNames } from './results/results.ts'

const roundsUsual = 10
const roundsMax = 1_000

export interface Options {
  readonly rounds: number
  readonly only: readonly string[]
  readonly parts: readonly PartName[]
  /** A run of some adapters, or of other rounds, is for looking: it replaces the published figures only with `--publish`. */
  readonly isPublished: boolean
  /** Measures nothing; makes the page anew of the figures that are there. */
  readonly onlyRender: boolean
}

/** @throws Error with one line on what is wrong and what there is */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string' }, only: { type: 'string' }, part: { type: 'string' },
      publish: { type: 'boolean' }, render: { type: 'boolean' },
    },
  })
  const rounds = Number(values.rounds ?? roundsUsual)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > roundsMax) throw new Error(`--rounds is a whole number from 1 to ${roundsMax}`)
  const only = listed('--only', values.only, adapters.map(({ id }) => id))
  const parts = listed('--part', values.part, partNames)
  return {
    rounds, only, parts,
    isPublished: values.publish ?? (values.only === undefined && values.rounds === undefined),
    onlyRender: values.render ?? false,
  }
}

function listed<T extends string>(option: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known
  const names = text.split(',')
  const stranger = names.find((name) => !(known as readonly string[]).includes(name))
  if (stranger !== undefined) throw new Error(`${option}: there is no ${stranger} (there is: ${known.join(', ')})`)
  return known.filter((name) => names.includes(name))
}
