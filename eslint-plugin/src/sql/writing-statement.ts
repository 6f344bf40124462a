import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { stringsOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'

// One of these words stands in every file that can have such a statement.
export const sqlWords = /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b|\bprisma\b|\bknex\b|drizzle/i

// The client that a call changes data through, as its source text; no answer for calls that change nothing.
export function clientOfWrite(file: SourceFile, call: ESTree.CallExpression): string | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const name = keyName(callee) ?? ''
  if (queries.has(name)) return changesBySql(file, call) && isRun(call, name) ? file.source.getText(callee.object) : undefined
  return clientOfPrisma(file, callee, name) ?? clientOfBuilder(file, callee, name)
}

const queries = new Set(['query', 'execute', 'run', 'exec', 'prepare', 'raw', 'unsafe'])

// What is only prepared changes nothing; `db.prepare(…).run()` does.
function isRun(call: ESTree.CallExpression, name: string): boolean {
  if (name !== 'prepare') return true
  const member = parentOf(wrapped(call))
  return member?.type === 'MemberExpression' && /^(?:run|execute|get|all|step)$/.test(keyName(member) ?? '')
}

const changes = /^\s*(?:INSERT\s+INTO|INSERT\s+OR|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO)\b/i

function changesBySql(file: SourceFile, { arguments: [sql] }: ESTree.CallExpression): boolean {
  if (!sql || sql.type === 'SpreadElement') return false
  return textsOf(file, sql).some((text) => changes.test(text))
}

// The beginning of a template says what it does, whatever is filled in.
function textsOf(file: SourceFile, sql: Node): readonly string[] {
  const inner = unwrap(sql)
  if (inner.type === 'TemplateLiteral') return [inner.quasis.map(({ value }) => value.cooked ?? '').join('x')]
  if (inner.type === 'TaggedTemplateExpression') return [inner.quasi.quasis.map(({ value }) => value.cooked ?? '').join('x')]
  if (inner.type === 'BinaryExpression') return textsOf(file, inner.left)
  return stringsOf(file, inner)
}

const prismaWrites = new Set(['create', 'createMany', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany'])

// `prisma.user.create(…)`
function clientOfPrisma(file: SourceFile, callee: ESTree.MemberExpression, name: string): string | undefined {
  const model = unwrap(callee.object)
  if (!prismaWrites.has(name) || model.type !== 'MemberExpression') return undefined
  const client = unwrap(model.object)
  const isPrisma = resolveApi(file, client)?.path === 'PrismaClient()' || /(?:^|\.)prisma(?:Client)?$/i.test(file.source.getText(client))
  return isPrisma ? file.source.getText(client) : undefined
}

const builderWrites = new Set(['insert', 'update', 'del', 'delete'])

// `knex('users').insert(…)`, `db.insert(users)` of drizzle.
function clientOfBuilder(file: SourceFile, callee: ESTree.MemberExpression, name: string): string | undefined {
  if (!builderWrites.has(name)) return undefined
  const root = rootOf(callee.object)
  if (!root) return undefined
  const api = resolveApi(file, root)
  const isBuilder = api?.module === 'knex' || api?.module.startsWith('drizzle-orm') === true || /^knex$/i.test(root.name)
  return isBuilder ? root.name : undefined
}

function rootOf(node: Node): ESTree.Identifier | undefined {
  let inner = unwrap(node)
  while (inner.type === 'CallExpression' || inner.type === 'MemberExpression') {
    inner = unwrap(inner.type === 'CallExpression' ? inner.callee : inner.object)
  }
  return inner.type === 'Identifier' ? inner : undefined
}

// A client that is one of a transaction already, by its name.
export function isTransaction(client: string): boolean {
  return /(?:^|\.|_)(?:tx|trx|txn|transaction|t|manager|conn(?:ection)?Tx|queryRunner)$|transaction/i.test(client)
}

export function opensTransaction(text: string): boolean {
  return /\bBEGIN\b|transaction|\bSAVEPOINT\b|\.batch\(/i.test(text)
}
