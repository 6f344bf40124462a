import type { Results } from '../results/results.ts'
export function renderTables(results: Results): string { return JSON.stringify(results, null, 1) }
