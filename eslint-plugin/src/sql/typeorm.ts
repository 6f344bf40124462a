import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import { remembered, type SourceFile } from '../source-file.ts'
import { declaredType } from './declared-type.ts'
import type { Write } from './write.ts'

const typeormWrites = new Set(['save', 'insert', 'update', 'delete', 'remove', 'upsert', 'softDelete', 'softRemove', 'restore', 'recover',
  'increment', 'decrement'])

// `users.save(user)` of a repository or an entity manager, in a file that says typeorm.
export function typeormOf(file: SourceFile, call: ESTree.CallExpression): Write | undefined {
  const callee = unwrap(call.callee)
  if (callee.type !== 'MemberExpression' || !typeormWrites.has(keyName(callee) ?? '') || !speaksTypeorm(file)) return undefined
  const isOfTypeorm = isManager(file, callee.object) || isManager(file, valueOf(file, callee.object))
  return isOfTypeorm ? { client: file.source.getText(callee.object), database: 'typeorm' } : undefined
}

function speaksTypeorm(file: SourceFile): boolean {
  return remembered(file, 'speaks typeorm', file.source.ast, () => /typeorm|@InjectRepository/i.test(file.source.text))
}

const makers = /^(?:get(?:Tree|Mongo|Custom)?Repository|getManager|getEntityManager|withRepository)$/
const names = /(?:^|[a-z_#])repo(?:sitory)?$|^(?:entity)?manager$|EntityManager$/i
const types = /^(?:\w*Repository|EntityManager|BaseEntity)\b/

function isManager(file: SourceFile, node: Node): boolean {
  const object = unwrap(node)
  // `getRepository(context, User)` of a framework: the context may bring a transaction.
  if (object.type === 'CallExpression') return makers.test(calleeName(object) ?? '') && object.arguments.length < 2
  if (resolveApi(file, object)?.module === 'typeorm') return true
  const name = object.type === 'Identifier' ? object.name : object.type === 'MemberExpression' ? keyName(object) ?? '' : ''
  return names.test(name) || types.test(declaredType(file, object) ?? '')
}
