import { unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// `writeFile` also takes an open file: then the place where it was opened is judged, not this one.
export function isDescriptor(file: SourceFile, node: Node): boolean {
  const inner = unwrap(node)
  // `createWriteStream(undefined, { fd })`
  if (inner.type === 'Identifier' && inner.name === 'undefined') return true
  if (inner.type === 'Literal') return typeof inner.value === 'number' || inner.value === null
  const api = resolveApi(file, inner)
  if (api?.module === 'fs' && /^(?:promises\.open|openSync)\(\)/.test(api.path)) return true
  const name = inner.type === 'Identifier' ? inner.name : inner.type === 'MemberExpression' ? keyName(inner) : undefined
  return name !== undefined && /^(?:fd|\w+Fd|fileHandle|handle)$/.test(name)
}
