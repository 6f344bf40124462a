import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'
import { useWriteFileAtomic } from './use-write-file-atomic.ts'
import { writeThenRename } from './write-then-rename.ts'

interface AtomicFixes {
  readonly useWriteFileAtomic?: Rule.ReportFixer | undefined
  readonly writeThenRename?: Rule.ReportFixer | undefined
}

// Only for a plain `writeFile`: every other writing function has a shape that a text edit would break.
export function findAtomicFixes(file: SourceFile, call: ESTree.CallExpression, api: Api): AtomicFixes {
  if (api.module !== 'fs' || !/^(?:promises\.)?writeFile(?:Sync)?$/.test(api.path)) return {}
  if (call.arguments.some((argument) => argument.type === 'SpreadElement')) return {}
  return { useWriteFileAtomic: useWriteFileAtomic(file, call, api), writeThenRename: writeThenRename(file, call, api) }
}
