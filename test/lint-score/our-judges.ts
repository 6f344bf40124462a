import { join } from 'node:path'

import type { Linter } from 'eslint'

import crashOnly from '../../eslint-plugin/src/index.ts'
import { fileJudge, type Judge, type LabelledFile } from './judge.ts'
import { classes, type Class } from './label.ts'
import { lintText } from './lint-file.ts'

/** Which class the rules of the plugin speak about. Rules of other classes have no labels. */
const classOfRule: Readonly<Record<string, Class>> = {
  'no-graceful-shutdown': 'A', 'no-exit-cleanup': 'A', 'no-framework-shutdown-hook': 'A',
  'no-swallowed-crash': 'S',
  'no-non-atomic-write': 'B', 'require-fsync-before-rename': 'B',
  'no-blocking-call': 'C',
}

export const ourJudges: readonly Judge[] = Object.entries(crashOnly.configs).filter(([name]) => name !== 'all').map(([name, preset]) => (
  fileJudge(`crash-only (${name})`, classes, (file) => linesByClass(file, preset.rules ?? {}))
))

function linesByClass(file: LabelledFile, rules: Partial<Linter.RulesRecord>): ReadonlyMap<Class, Set<number>> {
  const found = new Map<Class, Set<number>>(classes.map((kind) => [kind, new Set()]))
  const chosen = Object.fromEntries(Object.entries(rules).filter(([name]) => nameOf(name) in classOfRule)) as Linter.RulesRecord
  // The path tells which package the file is of.
  const options = { cwd: file.root, plugins: { 'crash-only': crashOnly }, rules: chosen }
  for (const { rule, line } of lintText(file.text, join(file.root, file.file), options)) {
    const kind = classOfRule[nameOf(rule)]
    if (kind) found.get(kind)?.add(line)
  }
  return found
}

function nameOf(rule: string): string {
  return rule.slice('crash-only/'.length)
}
