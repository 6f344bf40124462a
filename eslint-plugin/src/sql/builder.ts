import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import { declaredType } from './declared-type.ts'

const builderWrites = new Set(['insert', 'update', 'del', 'delete', 'insertInto', 'updateTable', 'deleteFrom'])

// `knex('users').insert(…)`, `this.knex('users').del()`, `db.insert(users)` of drizzle, `db.insertInto('users')` of kysely.
export function builderOf(file: SourceFile, callee: ESTree.MemberExpression, name: string): string | undefined {
  if (!builderWrites.has(name)) return undefined
  const root = rootOf(callee.object)
  return root && isBuilder(file, root, { callee, name }) ? file.source.getText(root) : undefined
}

interface Called {
  readonly callee: ESTree.MemberExpression
  readonly name: string
}

const types = /^(?:Knex|Kysely|\w*Drizzle\w*|(?:NodePg|PostgresJs|LibSQL|BetterSQLite3|MySql2|Neon\w*|VercelPg|DrizzleD1|BunSQLite)Database)\b/

function isBuilder(file: SourceFile, root: Node, called: Called): boolean {
  const module = resolveApi(file, root)?.module ?? ''
  if (module === 'knex' || module === 'kysely' || module.startsWith('drizzle-orm')) return true
  if (/^(?:insertInto|updateTable|deleteFrom)$/.test(called.name) && isCalledWithText(called.callee)) return true
  const name = root.type === 'Identifier' ? root.name : root.type === 'MemberExpression' ? keyName(root) ?? '' : ''
  if (/knex$/i.test(name) || types.test(declaredType(file, root) ?? '')) return true
  return /^#?_?(?:db|database|drizzle|orm)$/i.test(name) && (isOfTable(file, root) || isOfDrizzle(file, root, called))
}

function isCalledWithText(callee: ESTree.MemberExpression): boolean {
  const call = parentOf(wrapped(callee))
  return call?.type === 'CallExpression' && call.arguments[0]?.type === 'Literal'
}

// `db('users')`, in a file that says knex.
function isOfTable(file: SourceFile, root: Node): boolean {
  const call = parentOf(wrapped(root))
  return call?.type === 'CallExpression' && unwrap(call.callee) === root && call.arguments.length === 1
    && call.arguments[0]?.type === 'Literal' && says(file, 'knex')
}

// `db.insert(users).values(…)`, `db.update(users).set(…)`; a `db.delete(users)` alone may be anything.
function isOfDrizzle(file: SourceFile, root: Node, { callee, name }: Called): boolean {
  if (unwrap(callee.object) !== root) return false
  if (says(file, 'drizzle')) return true
  const call = parentOf(wrapped(callee))
  const next = call && parentOf(wrapped(call))
  const method = next?.type === 'MemberExpression' ? keyName(next) : undefined
  return (name === 'insert' && method === 'values') || (name === 'update' && method === 'set')
}

function says(file: SourceFile, word: string): boolean {
  return remembered(file, `says ${word}`, file.source.ast, () => file.source.text.includes(word))
}

// Where a chain begins: a name, or a field of this object.
function rootOf(node: Node): Node | undefined {
  let inner = unwrap(node)
  while (inner.type === 'CallExpression' || inner.type === 'MemberExpression') {
    if (inner.type === 'MemberExpression' && unwrap(inner.object).type === 'ThisExpression') return inner
    inner = unwrap(inner.type === 'CallExpression' ? inner.callee : inner.object)
  }
  return inner.type === 'Identifier' ? inner : undefined
}
