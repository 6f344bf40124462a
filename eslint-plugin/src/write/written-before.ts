import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { argumentAt } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { isDescriptor } from './descriptor.ts'
import { keyOfPath, mentionsOneOf } from './renamed-later.ts'
import { findWriter, writingApi } from './writers.ts'

// A call that replaces the content of a file, and the names under which that file is written.
interface Written {
  readonly call: ESTree.CallExpression
  readonly names: ReadonlySet<unknown>
}

// The call in this source file that writes the file which `path` names.
export function findWriteOf(file: SourceFile, path: Node): ESTree.CallExpression | undefined {
  const name = keyOfPath(file, path)
  if (name === undefined) return undefined
  return writesIn(file).find(({ names }) => names.has(name) || mentionsOneOf(file, valueOf(file, path), names))?.call
}

function writesIn(file: SourceFile): readonly Written[] {
  const find = () => file.index.calls.flatMap((call) => writtenBy(file, call) ?? [])
  return answerOnce<readonly Written[]>(file, 'writes', file.source.ast, { meanwhile: [], find })
}

function writtenBy(file: SourceFile, call: ESTree.CallExpression): Written | undefined {
  const api = writingApi(file, call)
  const writer = api && findWriter(api)
  if (!writer || writer.kind === 'truncate' || writer.kind === 'copy' || writer.path < 0) return undefined
  if (writer.kind === 'open' && !opensToWrite(file, call)) return undefined
  const path = argumentAt(call, writer.path)
  const name = path && !isDescriptor(file, path) ? keyOfPath(file, path) : undefined
  return name === undefined ? undefined : { call, names: new Set([name]) }
}

function opensToWrite(file: SourceFile, call: ESTree.CallExpression): boolean {
  const flags = argumentAt(call, 1)
  return flags !== undefined && /^['"`][wa]|O_WRONLY|O_RDWR|O_CREAT/.test(file.source.getText(valueOf(file, flags)))
}
