/**
 * Each of these opens several windows, or waits for half a minute, and keeps two cores busy for a minute or two; CI has twenty for
 * everything. `npm test` runs them everywhere else; the closing lines of CI name them.
 */
const long = [
  'add-eslint-plugin', 'bad-input', 'crash-loop', 'crash-now', 'crash-now-with', 'crashes', 'create-config', 'dashboard', 'debugger',
  'findings', 'from-crash-to-rule', 'german', 'orphans', 'restricted-mode', 'status-item', 'tasks', 'walkthrough',
].map((name) => `${name}.test.ts`)

export const leftOutInCi: readonly string[] = process.env['CI'] === undefined ? [] : long
