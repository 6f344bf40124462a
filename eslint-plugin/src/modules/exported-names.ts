import { functionName, type FunctionNode } from '../ast/function.ts'
import { parentOf, wrapped } from '../ast/node.ts'
import { usesOf } from '../resolve/uses.ts'
import type { SourceFile } from '../source-file.ts'

// Under which names other files get hold of a function of this file; '' is the module itself.
export function exportedNames(file: SourceFile, fn: FunctionNode): ReadonlySet<string> {
  const names = new Set<string>()
  if (!usesOf(file, fn).some(({ kind }) => kind === 'exported')) return names
  const name = functionName(fn)
  if (isWhole(fn) || name === 'default' || name === 'exports') names.add('')
  if (name === undefined) return names
  names.add(name)
  const escaped = name.replaceAll(/\W/g, '\\$&')
  const whole = `(?:module\\.exports\\s*=|export\\s+default|exports\\.default\\s*=)\\s*${escaped}\\b`
  if (new RegExp(whole).test(file.source.text)) names.add('')
  for (const spelling of [`\\bexports\\.(\\w+)\\s*=\\s*${escaped}\\b`, `\\b${escaped}\\s+as\\s+(\\w+)`]) {
    for (const [, alias] of file.source.text.matchAll(new RegExp(spelling, 'g'))) if (alias) names.add(alias === 'default' ? '' : alias)
  }
  return names
}

function isWhole(fn: FunctionNode): boolean {
  return parentOf(wrapped(fn))?.type === 'ExportDefaultDeclaration'
}
