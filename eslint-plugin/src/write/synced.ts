import type * as ESTree from 'estree'

import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName, literalText } from '../ast/property-name.ts'
import { wordsIn } from '../ast/words.ts'
import { resolveApi } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { typesOf } from '../types/checker.ts'
import { findWriter, writingApi } from './writers.ts'

// Whether this file syncs anything to the disk. Which file is synced where is often decided in a helper, so one place is
// taken as a sign that its author knows.
export function syncsAnything(file: SourceFile): boolean {
  const find = () => /sync|\bflush\b|[war]s\+?['"`]/i.test(file.source.text) && hasSync(file)
  return answerOnce(file, 'syncs', file.source.ast, { meanwhile: false, find })
}

function hasSync(file: SourceFile): boolean {
  if (file.index.calls.some((call) => isSync(file, call) || writesSynced(file, call))) return true
  for (const [name, members] of file.index.members) {
    if (/^f(?:data)?sync(?:Sync)?$/.test(name) && members.some((member) => isPassedOn(member))) return true
  }
  return ['O_SYNC', 'O_DSYNC'].some((flag) => file.index.members.has(flag) || isDeclared(file, flag))
}

function isDeclared(file: SourceFile, name: string): boolean {
  return file.source.scopeManager.scopes.some(({ set }) => (set.get(name)?.defs.length ?? 0) > 0)
}

// `fsyncSync`, `fdatasync`, `fsyncFile`, `syncDir`. Not `rimrafSync`, whose `f` is of another word.
const syncing = /(?:^| )(?:fsync\w*|fdatasync|fullfsync)(?: |$)|(?:^| )sync (?:parent )?(?:file|dir|directory|folder|fd|handle)(?: |$)/

function isSync(file: SourceFile, call: ESTree.CallExpression): boolean {
  const name = calleeName(call) ?? ''
  if (syncing.test(wordsIn(name).join(' '))) return true
  const callee = unwrap(call.callee)
  return /^(?:sync|datasync|syncData)(?:Sync)?$/.test(name) && call.arguments.length === 0 && callee.type === 'MemberExpression'
    && isOpenFile(file, callee.object)
}

// What `open` gives, or what is called so. `User.sync()` is of a database.
function isOpenFile(file: SourceFile, object: Node): boolean {
  const api = resolveApi(file, object)
  if (api && /^(?:promises|Deno)\.(?:open|create)(?:Sync)?\(\)$/.test(api.path)) return true
  const inner = unwrap(object)
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  if (/^(?:handle|fh|fd|file|filehandle|descriptor)$/.test(wordsIn(name ?? '').at(-1) ?? '')) return true
  return /\bFileHandle\b|\bFsFile\b/.test(typesOf(file)?.typeTextOf(inner) ?? '')
}

// `flush: true`, or a flag that makes every write a synced one, in what a writing function is given.
function writesSynced(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (!mayTakeOptions(file, call)) return false
  return call.arguments.some((argument) => {
    const value = argument.type === 'SpreadElement' ? argument : valueOf(file, argument)
    return value.type === 'ObjectExpression' ? value.properties.some((each) => isSyncedProperty(each)) : isSyncedFlag(value)
  })
}

function mayTakeOptions(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (/write|output|save|append|open|store|dump/i.test(calleeName(call) ?? '')) return true
  const api = writingApi(file, call)
  return api !== undefined && findWriter(api) !== undefined
}

function isSyncedProperty(property: ESTree.Property | ESTree.SpreadElement): boolean {
  if (property.type !== 'Property') return false
  const name = keyName(property)
  const value = unwrap(property.value)
  if (name === 'flush') return value.type !== 'Literal' || value.value === true
  return (name === 'flag' || name === 'flags') && isSyncedFlag(value)
}

function isSyncedFlag(value: Node): boolean {
  return /^[war]s\+?$/.test(literalText(value) ?? '')
}

function isPassedOn(member: Node): boolean {
  const parent = parentOf(wrapped(member))
  return parent?.type === 'CallExpression' || parent?.type === 'AssignmentExpression' || parent?.type === 'VariableDeclarator'
}
