import type * as ESTree from 'estree'

import { resolveApi } from '../resolve/api.ts'
import type { SourceFile } from '../source-file.ts'

// A call that gives a file another name.
export function isRename(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  if (api?.module === 'globalThis') return /^Deno\.rename(?:Sync)?$/.test(api.path)
  return (api?.module === 'fs' || api?.module === 'fs-extra') && /^(?:promises\.)?rename(?:Sync)?$/.test(api.path)
}

// The same, and what copies where it cannot rename.
export function isMove(file: SourceFile, call: ESTree.CallExpression): boolean {
  const api = resolveApi(file, call.callee)
  return (api?.module === 'fs-extra' && /^move(?:Sync)?$/.test(api.path)) || isRename(file, call)
}
