/** Median; null of nothing. A half is between two. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** Median of what came within the deadline or did not: what did not is longer than all others. Null: most did not. */
export function medianOrNever(values: readonly (number | null)[]): number | null {
  const found = median(values.map((value) => value ?? Infinity))
  return found === Infinity ? null : found
}

/** With as many digits as say something: 0.05, 7.4, 28, 1252. */
export function shortly(value: number): string {
  if (Math.abs(value) < 0.1) return String(Number(value.toFixed(2)))
  return Math.abs(value) < 10 && !Number.isInteger(value) ? value.toFixed(1) : String(Math.round(value))
}
