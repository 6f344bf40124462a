import { distance } from 'fastest-levenshtein'

// Two letters that changed places count as two typos.
const typosPerLetter = 0.4

/** What a person who mistyped a name can do: ` (did you mean "command"?)`, or else the list of what there is. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, typos: distance(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, typos }) => typos <= Math.max(1, Math.floor(Math.max(name.length, typed.length) * typosPerLetter)))
    .toSorted((a, b) => a.typos - b.typos)[0]
  return near === undefined ? `(there is: ${known.join(', ') || 'none'})` : `(did you mean "${near.name}"?)`
}
