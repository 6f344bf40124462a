import type * as ESTree from 'estree'

import { enclosingFunction } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { traverse } from '../ast/traverse.ts'
import { argumentAt } from '../resolve/api.ts'
import { callsOf } from '../resolve/local-function.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isDescriptor } from './descriptor.ts'
import { keyOfPath, nameOf } from './renamed-later.ts'
import { replacesContent } from './replaces.ts'
import { findWriter, writingApi, type Writer } from './writers.ts'

// The calls that replace the content of a file, by the names under which that file is written.
type Writes = ReadonlyMap<unknown, ESTree.CallExpression>

// The call in this source file that writes the file which `path` names.
export function findWriteOf(file: SourceFile, path: Node): ESTree.CallExpression | undefined {
  const writes = writesIn(file)
  return writes.size === 0 ? undefined : writes.get(keyOfPath(file, path)) ?? findMentioned(file, valueOf(file, path), writes)
}

// A part of the path is a file that is written. Asked once for a variable, however often it is renamed.
function findMentioned(file: SourceFile, path: Node, writes: Writes): ESTree.CallExpression | undefined {
  const find = () => {
    let found: ESTree.CallExpression | undefined
    traverse(path, file.source.visitorKeys, (node) => {
      const name = nameOf(file, node)
      found ??= name === undefined ? undefined : writes.get(name)
      return found ? 'skip' : 'descend'
    })
    return found
  }
  return answerOnce<ESTree.CallExpression | undefined>(file, 'mentioned write', path, { meanwhile: undefined, find })
}

function writesIn(file: SourceFile): Writes {
  return answerOnce<Writes>(file, 'writes', file.source.ast, { meanwhile: new Map(), find: () => readWrites(file) })
}

function readWrites(file: SourceFile): Writes {
  const writes = new Map<unknown, ESTree.CallExpression>()
  for (const call of file.index.calls) {
    for (const name of namesWrittenBy(file, call)) if (!writes.has(name)) writes.set(name, call)
  }
  return writes
}

function namesWrittenBy(file: SourceFile, call: ESTree.CallExpression): readonly unknown[] {
  const api = writingApi(file, call)
  const writer = api && findWriter(api)
  if (!writer || writer.path < 0 || !writesContent(file, call, writer)) return []
  // A folder that is copied cannot be synced in one step.
  if (writer.kind === 'copy' && !/copyFile(?:Sync)?$/.test(api.path)) return []
  const path = argumentAt(call, writer.path)
  return path && !isDescriptor(file, path) ? [keyOfPath(file, path), ...namesOfCallers(file, path)] : []
}

function writesContent(file: SourceFile, call: ESTree.CallExpression, writer: Writer): boolean {
  if (writer.kind === 'open with') return replacesContent(file, call, writer)
  return writer.kind !== 'truncate' && (writer.kind !== 'open' || opensToWrite(file, call))
}

function opensToWrite(file: SourceFile, call: ESTree.CallExpression): boolean {
  const flags = argumentAt(call, 1)
  return flags !== undefined && /^['"`][wa]|O_WRONLY|O_RDWR|O_CREAT/.test(file.source.getText(valueOf(file, flags)))
}

// A helper that writes what it is given the path of: `writeNext(path + '.new')`.
function namesOfCallers(file: SourceFile, path: Node): readonly unknown[] {
  const fn = enclosingFunction(path)
  const declared = file.variables.get(path)?.defs[0]?.name as Node | undefined
  const index = fn && declared ? fn.params.indexOf(declared as ESTree.Pattern) : -1
  if (!fn || index < 0) return []
  const find = () => callsOf(file, fn).flatMap((call) => {
    const value = argumentAt(call, index)
    return value ? keyOfPath(file, value) : []
  })
  return answerOnce<readonly unknown[]>(file, `argument ${String(index)}`, fn, { meanwhile: [], find })
}
