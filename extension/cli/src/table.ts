/** Columns under their headings, each as wide as its widest cell. */
export function table(headings: readonly string[], cells: readonly (readonly string[])[]): string[] {
  const rows = [headings, ...cells]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
}
