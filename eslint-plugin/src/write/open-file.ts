import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { stringsOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import type { Writer } from './writers.ts'

// A file that is written over where it stands: the call that opened it, and the path that was opened.
interface Rewritten {
  readonly opened: ESTree.CallExpression
  readonly path: Node
}

// What a call on an open file rewrites. A file that was opened with `w` was reported where it was opened.
export function findRewritten(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression, { api, writer }: {
  readonly api: Api, readonly writer: Writer,
}): Rewritten | undefined {
  const callee = unwrap(call.callee)
  const holder = !api.path.includes('()') ? argumentAt(call, 0) : callee.type === 'MemberExpression' ? callee.object : undefined
  const opened = holder && openingOf(file, holder)
  const path = opened && argumentAt(opened, 0)
  if (!path || !emptiesFile(call, writer)) return undefined
  return api.module === 'globalThis' || opensForUpdate(file, opened) ? { opened, path } : undefined
}

// `truncate()` and `truncate(0)`, not one that only cuts off an end.
function emptiesFile(call: ESTree.CallExpression | ESTree.NewExpression, { length }: Writer): boolean {
  const given = length === undefined ? undefined : argumentAt(call, length)
  return !given || isFunction(given) || (given.type === 'Literal' && given.value === 0)
}

function opensForUpdate(file: SourceFile, open: ESTree.CallExpression): boolean {
  const flags = argumentAt(open, 1)
  if (!flags) return false
  const text = file.source.getText(flags)
  if (/O_RDWR|O_WRONLY/.test(text)) return !/O_TRUNC|O_EXCL|O_APPEND/.test(text)
  return stringsOf(file, flags).some((each) => /^rs?\+$/.test(each))
}

function openingOf(file: SourceFile, holder: Node): ESTree.CallExpression | undefined {
  const find = () => findOpening(file, holder)
  return answerOnce<ESTree.CallExpression | undefined>(file, 'opening', holder, { meanwhile: undefined, find })
}

function findOpening(file: SourceFile, holder: Node): ESTree.CallExpression | undefined {
  const inner = unwrap(holder)
  switch (inner.type) {
    case 'CallExpression': return inner
    case 'AwaitExpression': return openingOf(file, inner.argument)
    case 'Identifier': return ofVariable(file, inner)
    case 'MemberExpression': {
      const name = unwrap(inner.object).type === 'ThisExpression' ? keyName(inner) : undefined
      return firstOpening(file, name === undefined ? [] : file.index.fields.get(name) ?? [])
    }
    default: return undefined
  }
}

function ofVariable(file: SourceFile, identifier: ESTree.Identifier): ESTree.CallExpression | undefined {
  const variable = file.variables.get(identifier)
  const [definition] = variable?.defs ?? []
  if (definition?.type === 'Parameter') return openingWith(definition.node, definition.name)
  const [declared] = variable?.identifiers ?? []
  if (!variable || !declared) return undefined
  const find = () => firstOpening(file, variable.references.flatMap(({ writeExpr }) => writeExpr ?? []))
  return answerOnce<ESTree.CallExpression | undefined>(file, 'opening of variable', declared, { meanwhile: undefined, find })
}

function firstOpening(file: SourceFile, values: readonly Node[]): ESTree.CallExpression | undefined {
  for (const value of values) {
    const found = openingOf(file, value)
    if (found) return found
  }
  return undefined
}

// `fs.open(path, 'r+', (error, fd) => …)`
function openingWith(callback: Node, name: Node): ESTree.CallExpression | undefined {
  const call = parentOf(wrapped(callback))
  return isFunction(callback) && callback.params[1] === name && call?.type === 'CallExpression' ? call : undefined
}
