// The words of a name: `dumpAndExit`, `dump_and_exit` and `DUMP_AND_EXIT` are the same three.
export function wordsIn(text: string): readonly string[] {
  return text.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').toLowerCase()
    .split(/[^a-z\d]+/).filter(Boolean)
}
