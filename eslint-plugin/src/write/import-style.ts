import type { Rule } from 'eslint'

import type { Node } from '../ast/node.ts'
import { resolveApi } from '../resolve/api.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// A package that a suggestion needs, and the name it has in the file.
interface Import {
  readonly packageName: string
  readonly localName: string
}

// How the package gets into the file. No answer: the name is taken by something else.
export function importOf(file: SourceFile, wanted: Import): ((fixer: Rule.RuleFixer) => readonly Rule.Fix[]) | undefined {
  const find = () => findImport(file, wanted)
  const statement = answerOnce<string | undefined>(file, `import of ${wanted.packageName}`, file.source.ast, { meanwhile: undefined, find })
  if (statement === undefined) return undefined
  return (fixer) => statement === '' ? [] : [fixer.insertTextBefore(placeForImport(file), statement)]
}

// The text to put in: nothing if it is there.
function findImport(file: SourceFile, wanted: Import): string | undefined {
  const state = stateOf(file, wanted)
  if (state === 'taken') return undefined
  if (state === 'there') return ''
  // What begins so would go on with the line before it: `require('a')` and `(function () { … })()`.
  const follows = file.source.getText(placeForImport(file))
  return `${statementOf(file, wanted)}${/^[([`/+-]/.test(follows) ? ';' : ''}\n`
}

function stateOf(file: SourceFile, { packageName, localName }: Import): 'there' | 'taken' | 'missing' {
  const variables = file.source.scopeManager.scopes.flatMap((scope) => scope.set.get(localName) ?? [])
  if (variables.length === 0) return 'missing'
  const [definition] = variables.length === 1 ? variables[0]?.defs ?? [] : []
  if (!definition || variables[0]?.scope.block.type !== 'Program') return 'taken'
  const source = definition.type === 'ImportBinding' && definition.node.type === 'ImportDefaultSpecifier'
    ? (definition.parent as { source?: { value?: unknown } }).source?.value : undefined
  const init = definition.type === 'Variable' && definition.node.id.type === 'Identifier' ? definition.node.init : undefined
  const api = init ? resolveApi(file, init) : undefined
  return source === packageName || (api?.module === packageName && api.path === '') ? 'there' : 'taken'
}

function statementOf(file: SourceFile, { packageName, localName }: Import): string {
  const { body, sourceType } = file.source.ast
  const types = body.map(({ type }) => type as string)
  // TypeScript's own form of `require`.
  if (types.some((type) => type === 'TSExportAssignment' || type === 'TSImportEqualsDeclaration')) {
    return `import ${localName} = require('${packageName}')`
  }
  const isModule = sourceType === 'module' && (types.some((type) => /^(?:Import|Export)/.test(type)) || !isCommonJs(file))
  return isModule ? `import ${localName} from '${packageName}'` : `const ${localName} = require('${packageName}')`
}

const commonJsNames = new Set(['require', 'module', 'exports', '__dirname', '__filename'])

// Without `import` and `export` a file is what it uses, wherever in it.
function isCommonJs(file: SourceFile): boolean {
  return file.source.scopeManager.scopes.some(({ references }) => references.some(({ identifier, resolved }) => (
    commonJsNames.has(identifier.name) && (resolved?.defs.length ?? 0) === 0
  )))
}

// Directives such as 'use strict' must stay first.
function placeForImport(file: SourceFile): Node {
  const { ast } = file.source
  return ast.body.find((each) => !('directive' in each && each.directive)) ?? ast
}
