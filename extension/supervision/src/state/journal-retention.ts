/** What a part of the journal costs. */
export interface PartSize {
  readonly name: string
  readonly bytes: number
}

export const journalPartsMax = 30
export const journalBytesMax = 64_000_000

/**
 * The oldest parts that are too many, or too much. The parts are in the order of writing; those from `needed` on are
 * kept whatever they cost, for every count is a fold over them.
 */
export function partsToDelete(parts: readonly PartSize[], needed: number): string[] {
  let bytes = 0
  const kept = parts.toReversed().findIndex((part, index) => {
    bytes += part.bytes
    return index >= journalPartsMax || bytes > journalBytesMax
  })
  const tooOld = kept === -1 ? 0 : parts.length - kept
  return parts.slice(0, Math.min(tooOld, needed)).map(({ name }) => name)
}
