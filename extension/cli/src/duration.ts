const unitsMs: Partial<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a text such as `90s`, `10m`, `2h`, `1d`, or `0`; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  if (text === '0') return 0
  const [, amount, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/u.exec(text) ?? []
  const unitMs = unitsMs[unit]
  return amount === undefined || unitMs === undefined ? undefined : Number(amount) * unitMs
}
