import type * as ESTree from 'estree'

import { enclosingFunction, functionName, isFunction, type FunctionNode } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { isRunInPlace } from '../ast/run-in-place.ts'
import { traverse } from '../ast/traverse.ts'
import { usesOf } from '../resolve/uses.ts'
import { answerOnce, remembered, type SourceFile } from '../source-file.ts'
import { beginsTransaction } from './statement.ts'
import { isQuery, type Statement, type Write } from './write.ts'

// A client that is one of a transaction already, by its name.
export function isTransaction(client: string): boolean {
  return client.replace(/\([^)]*\)/g, '').split(/[^\w$]+/).some((name) => transactionNames.test(name))
}

const transactionNames = /^(?:tx|trx|txn|t|qr|queryRunner|transaction(?:al)?(?:Client|Db|Connection|EntityManager|Manager)?)$|(?:[a-z\d]T|_t)(?:x|rx|xn|ransaction)$/

// `{ transaction: t }` among the arguments, or `.transacting(trx)` in the chain.
export function hasTransaction(node: Statement): boolean {
  if (node.type === 'CallExpression' && node.arguments.some((each) => namesTransaction(each))) return true
  let inner: Node = wrapped(node)
  for (let outer = parentOf(inner); outer?.type === 'MemberExpression' || outer?.type === 'CallExpression'; outer = parentOf(inner)) {
    if (outer.type === 'CallExpression' && outer.callee !== inner) return false
    if (outer.type === 'MemberExpression' && keyName(outer) === 'transacting') return true
    inner = wrapped(outer)
  }
  return false
}

function namesTransaction(node: Node): boolean {
  const inner = unwrap(node)
  return inner.type === 'ObjectExpression'
    && inner.properties.some((each) => each.type === 'Property' && /^(?:transaction|tx|trx)$/.test(keyName(each) ?? ''))
}

// Opened in a function around, or around it: `db.transaction(async () => { … })`, `await client.query('BEGIN')`.
export function isInTransaction(file: SourceFile, node: Node): boolean {
  const begun = functionsThatBegin(file)
  let inner: Node = node
  for (const outer of ancestorsOf(node)) {
    if (outer.type === 'CallExpression' && outer.callee !== inner && runsTransaction.test(calleeName(outer) ?? '')) return true
    if (isFunction(outer) && (begun.has(outer) || isGivenTransaction(file, outer))) return true
    inner = outer
  }
  return begun.has(file.source.ast) && !enclosingFunction(node)
}

// What it is given is done in a transaction: `db.tx(…)`, `withTx(pool, …)`, `sql.begin(…)`, `prisma.$transaction([…])`.
const runsTransaction = /[tT]ransact|[sS]avepoint|^begin|^tx|[a-z\d_$](?:Tx|Txn|Trx)(?=$|[A-Z_])|^trx|^atomic|^batch$|[uU]nitOfWork/
// What it says in a function holds for the rest of it: `await client.begin()`.
const beginsByName = new RegExp(
  '^(?:\\$?transaction|begin(?:Work)?|tx|savepoint|transactionProvider'
  + '|(?:begin|start|open|run|with|in|use|do|execute|perform|require|ensure)(?:In|With|New|A|Managed|Unmanaged|Db)*'
  + '(?:transaction|tx|txn|trx)\\w*)$', 'i')

// The functions in which a transaction begins, and the file itself. What is run in place counts for the function around it.
function functionsThatBegin(file: SourceFile): ReadonlySet<Node> {
  return remembered(file, 'functions that begin', file.source.ast, () => {
    const begun = new Set<Node>()
    traverse(file.source.ast, file.source.visitorKeys, (node) => {
      if (begins(file, node)) begun.add(homeOf(node) ?? file.source.ast)
      return 'descend'
    })
    return begun
  })
}

function begins(file: SourceFile, node: Node): boolean {
  if (node.type === 'TaggedTemplateExpression') return beginsTransaction(file, node)
  if (node.type !== 'CallExpression') return false
  const [first] = node.arguments
  if (beginsByName.test(calleeName(node) ?? '')) return true
  return first !== undefined && (isQuery(node) || literalText(first) !== undefined) && beginsTransaction(file, first)
}

function homeOf(node: Node): FunctionNode | undefined {
  let fn = enclosingFunction(node)
  while (fn && isRunInPlace(fn)) fn = enclosingFunction(fn)
  return fn
}

function isGivenTransaction(file: SourceFile, fn: FunctionNode): boolean {
  return isMigration(file, fn) || isDecorated(file, fn) || isCalledInTransaction(file, fn)
}

// knex, kysely and typeorm run each migration in a transaction, and a seed that was cut off is run again.
function isMigration(file: SourceFile, fn: FunctionNode): boolean {
  const call = parentOf(wrapped(fn))
  const isNamed = /^(?:up|down|seed)$/.test(functionName(fn) ?? '') && fn.params.length > 0
  return (isNamed || (call?.type === 'CallExpression' && /[mM]igration$/.test(calleeName(call) ?? '')))
    && !/\btransaction:\s*false\b/.test(file.source.text)
}

// `@Transactional()`
function isDecorated(file: SourceFile, fn: FunctionNode): boolean {
  const { decorators = [] } = (parentOf(fn) ?? fn) as unknown as { decorators?: readonly Node[] }
  return decorators.some((each) => /^@\w*Transaction/.test(file.source.getText(each)))
}

// Everybody in the file who calls it does so in a transaction, or hands it to one: `db.transaction(saveAll)`.
function isCalledInTransaction(file: SourceFile, fn: FunctionNode): boolean {
  const find = () => {
    const uses = usesOf(file, fn).filter(({ kind }) => kind === 'call' || kind === 'argument')
    return uses.length > 0 && uses.every((use) => {
      if (use.kind === 'argument') return runsTransaction.test(calleeName(use.call) ?? '')
      return use.kind === 'call' && isInTransaction(file, use.call)
    })
  }
  return answerOnce(file, 'is called in a transaction', fn, { meanwhile: false, find })
}

const connectionNames = /client|conn|session|manager|runner|^(?:em|c|t)$/i

// A connection that a function is handed: whoever does so may have begun. A pool would not be handed on for that.
export function isHandedOver(file: SourceFile, node: Statement, { client }: Write): boolean {
  const root = rootOf(node)
  if (root?.name !== client || !connectionNames.test(client)) return false
  const [definition] = file.variables.get(root)?.defs ?? []
  const fn = definition?.type === 'Parameter' ? definition.node as Node : undefined
  const holder = fn && parentOf(wrapped(fn))
  return fn !== undefined && (holder?.type !== 'CallExpression' || unwrap(holder.callee) === fn)
}

function rootOf(node: Node): ESTree.Identifier | undefined {
  let inner = unwrap(node)
  while (inner.type === 'CallExpression' || inner.type === 'MemberExpression' || inner.type === 'TaggedTemplateExpression') {
    inner = unwrap(inner.type === 'CallExpression' ? inner.callee : inner.type === 'MemberExpression' ? inner.object : inner.tag)
  }
  return inner.type === 'Identifier' ? inner : undefined
}
