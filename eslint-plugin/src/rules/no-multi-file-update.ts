import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { addPlace, noPlaces, type Places } from '../ast/earlier.ts'
import { enclosingFunction } from '../ast/function.ts'
import type { Node } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { isInTest } from '../phase/test-code.ts'
import { argumentAt } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { isDescriptor } from '../write/descriptor.ts'
import { kindOfPath } from '../write/path-kind.ts'
import { isRenamedLater, keyOfPath } from '../write/renamed-later.ts'
import { replacesContent } from '../write/replaces.ts'
import { findWriter, mayWrite, writingApi } from '../write/writers.ts'

export const noMultiFileUpdate: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow updating two files one after the other: a crash in between leaves them in disagreement',
      recommended: false,
      url: pageOf('no-multi-file-update'),
    },
    schema: [],
    messages: {
      disagree: 'A crash before this write leaves {{first}} new and {{second}} old. '
        + 'Keep what must agree in one file, or write a file that says which of them count.',
    },
  },

  create(context) {
    const { text } = context.sourceCode
    if (!mayWrite(context.sourceCode) && !text.includes('write-file-atomic')) return {}
    const file = sourceFileOf(context)
    const writes = new Map<Node, Places>()
    const paths = new Map<Node, Node>()
    const reported = new Set<Node>()
    return {
      CallExpression(node) {
        const path = findUpdatedPath(file, node)
        if (!path || isInTest(file, node)) return
        const scope = enclosingFunction(node) ?? file.source.ast
        const before = writes.get(scope) ?? noPlaces()
        writes.set(scope, before)
        paths.set(node, path)
        const first = addPlace(before, { scope, node, key: keyOfPath(file, path) })
        if (!first || reported.has(scope)) return
        reported.add(scope)
        const data = { first: shown(file, paths.get(first), 'the first file'), second: shown(file, path, 'the second') }
        context.report({ ...placeOf(node), messageId: 'disagree', data })
      },
    }
  },
}

// The path of a file that a whole new content is written to, where others will look for it.
function findUpdatedPath(file: SourceFile, call: ESTree.CallExpression): Node | undefined {
  const api = writingApi(file, call)
  const writer = api?.module === 'write-file-atomic' ? { kind: 'file', path: 0, options: 2 } as const : api && findWriter(api)
  if (writer?.kind !== 'file' || !replacesContent(file, call, writer)) return undefined
  const path = argumentAt(call, writer.path)
  if (!path || isDescriptor(file, path) || kindOfPath(file, path) !== undefined || isRenamedLater(file, path)) return undefined
  return path
}
