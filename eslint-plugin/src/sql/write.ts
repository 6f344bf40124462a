import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
import { builderOf } from './builder.ts'
import { declaredType } from './declared-type.ts'
import { changesData } from './statement.ts'
import { typeormOf } from './typeorm.ts'

// One of these words stands in every file that can have such a statement.
export const sqlWords = /\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE)\b|prisma|\bknex\b|drizzle|typeorm|kysely|\bdb\.\w+\.(?:create|upsert)\w*\(|InjectRepository|insertInto|updateTable|deleteFrom/i

export type Statement = ESTree.CallExpression | ESTree.TaggedTemplateExpression

// Something that changes data, and what through.
export interface Write {
  // The client as its source text, for people.
  readonly client: string
  // Writes of one database have one of these; all repositories of typeorm share one.
  readonly database: string
}

// No answer for what changes nothing.
export function writeOf(file: SourceFile, node: Statement): Write | undefined {
  const client = clientOf(file, node)
  if (client !== undefined) return { client, database: client }
  return node.type === 'CallExpression' ? typeormOf(file, node) : undefined
}

function clientOf(file: SourceFile, node: Statement): string | undefined {
  if (node.type === 'TaggedTemplateExpression') return clientOfTemplate(file, node)
  const callee = unwrap(node.callee)
  if (callee.type !== 'MemberExpression') return undefined
  const name = keyName(callee) ?? ''
  if (queries.has(name) && changesData(file, node.arguments[0])) {
    return isRun(node, name) ? file.source.getText(callee.object) : undefined
  }
  return clientOfPrepared(file, callee, name) ?? clientOfPrisma(file, { callee, name, call: node }) ?? builderOf(file, callee, name)
}

const queries = new Set(['query', 'execute', 'run', 'exec', 'prepare', 'raw', 'unsafe', 'none', 'one', 'oneOrNone', 'any', 'many',
  'manyOrNone', '$executeRaw', '$executeRawUnsafe', '$queryRaw', '$queryRawUnsafe'])

// Whether a call is one that hands SQL to a client, whatever the SQL does.
export function isQuery(call: ESTree.CallExpression): boolean {
  return queries.has(calleeName(call) ?? '')
}

const runs = /^(?:run|execute|get|all|step)$/

// What is only prepared changes nothing; `db.prepare(…).run()` does.
function isRun(call: ESTree.CallExpression, name: string): boolean {
  if (name !== 'prepare') return true
  const member = parentOf(wrapped(call))
  return member?.type === 'MemberExpression' && runs.test(keyName(member) ?? '')
}

// `const add = db.prepare('INSERT …')`, run later as `add.run()`, `this.add.run()` or `statements.add.run()`.
function clientOfPrepared(file: SourceFile, callee: ESTree.MemberExpression, name: string): string | undefined {
  const object = unwrap(callee.object)
  if (!runs.test(name) || object.type === 'CallExpression') return undefined
  const prepared = storedIn(file, object)
  if (prepared?.type !== 'CallExpression' || calleeName(prepared) !== 'prepare') return undefined
  if (!changesData(file, prepared.arguments[0])) return undefined
  const by = unwrap(prepared.callee)
  return by.type === 'MemberExpression' ? file.source.getText(by.object) : undefined
}

function storedIn(file: SourceFile, object: Node): Node | undefined {
  if (object.type !== 'MemberExpression') return valueOf(file, object)
  const name = keyName(object) ?? ''
  if (unwrap(object.object).type === 'ThisExpression') {
    const [value, another] = file.index.fields.get(name) ?? []
    return value && !another ? unwrap(value) : undefined
  }
  const holder = valueOf(file, object.object)
  const property = holder.type === 'ObjectExpression'
    ? holder.properties.find((each) => each.type === 'Property' && keyName(each) === name) : undefined
  return property?.type === 'Property' ? unwrap(property.value) : undefined
}

const prismaWrites = new Set(['create', 'createMany', 'createManyAndReturn', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany'])

interface Called {
  readonly callee: ESTree.MemberExpression
  readonly name: string
  readonly call: ESTree.CallExpression
}

// `prisma.user.create(…)`
function clientOfPrisma(file: SourceFile, { callee, name, call }: Called): string | undefined {
  const model = unwrap(callee.object)
  if (!prismaWrites.has(name) || model.type !== 'MemberExpression' || model.computed) return undefined
  const client = unwrap(model.object)
  const text = file.source.getText(client)
  const isPrisma = resolveApi(file, client)?.path === 'PrismaClient()' || /(?:^|[.#_])prisma(?:Client|Service)?$/i.test(text)
    || declaredType(file, client)?.startsWith('Prisma') === true || (/(?:^|[.#])db$/.test(text) && isForPrisma(call))
  return isPrisma ? text : undefined
}

// `ctx.db.user.update({ where, data })`: nobody else wants it so.
function isForPrisma({ arguments: [first] }: ESTree.CallExpression): boolean {
  return first?.type === 'ObjectExpression'
    && first.properties.some((each) => each.type === 'Property' && /^(?:data|where)$/.test(keyName(each) ?? ''))
}

const sqlTags = /^(?:postgres|@vercel\/postgres|@neondatabase\/serverless)$/

// prisma.$executeRaw`…`, and sql`…` of postgres.js, which runs when it is awaited. Other tags only make a text.
function clientOfTemplate(file: SourceFile, node: ESTree.TaggedTemplateExpression): string | undefined {
  if (!changesData(file, node)) return undefined
  const tag = unwrap(node.tag)
  const name = tag.type === 'MemberExpression' ? keyName(tag) ?? '' : ''
  if (tag.type === 'MemberExpression' && queries.has(name)) return file.source.getText(tag.object)
  const text = file.source.getText(tag)
  const isAwaited = parentOf(wrapped(node))?.type === 'AwaitExpression' && /(?:^|[.#])(?:sql|pg|db)$/i.test(text)
  const isArgument = parentOf(wrapped(node))?.type === 'CallExpression'
  return isAwaited || (!isArgument && sqlTags.test(resolveApi(file, tag)?.module ?? '')) ? text : undefined
}
