/**
 * Each of these starts several editors, which keep two cores busy for a minute, and CI has twenty for everything. `npm test`
 * runs them everywhere else; the closing lines of CI name them.
 */
const long = [
  'add-eslint-plugin', 'create-config', 'crash-now-with', 'crashes', 'debugger', 'from-crash-to-rule', 'orphans', 'walkthrough',
].map((name) => `${name}.test.ts`)

export const leftOutInCi: readonly string[] = process.env['CI'] === undefined ? [] : long
