/** What the editor calls the languages that our rules are about. */
export const judgedLanguages: ReadonlySet<string> = new Set(['javascript', 'javascriptreact', 'typescript', 'typescriptreact'])
