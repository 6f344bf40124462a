import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { isInTest } from '../phase/test-code.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { findAtomicFixes } from '../write/atomic-suggestions.ts'
import { isDescriptor } from '../write/descriptor.ts'
import { findRewritten } from '../write/open-file.ts'
import { kindOfPath } from '../write/path-kind.ts'
import { isRenamedLater } from '../write/renamed-later.ts'
import { replacesContent } from '../write/replaces.ts'
import { findWriter, mayWrite, writingApi, type Writer } from '../write/writers.ts'

interface Options {
  readonly allowPaths: readonly string[]
  readonly checkUniqueNames: boolean
}

const defaults: Options = { allowPaths: [], checkUniqueNames: false }

export const noNonAtomicWrite: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow writing a file in the place where it is read: a crash in between leaves half of it',
      recommended: true,
      url: pageOf('no-non-atomic-write'),
    },
    hasSuggestions: true,
    schema: [{
      type: 'object',
      properties: {
        allowPaths: {
          type: 'array', items: { type: 'string' }, uniqueItems: true,
          description: 'Parts of the source text of a path that mark a file which may be lost or torn.',
        },
        checkUniqueNames: {
          type: 'boolean',
          description: 'Whether to report files under a unique name (hash, random, process id) as well.',
        },
      },
      additionalProperties: false,
    }],
    defaultOptions: [{ ...defaults }],
    messages: {
      torn: 'A crash during `{{callee}}` leaves {{path}} half written, and the old content is gone. '
        + 'Write to a temporary file beside it, then rename.',
      useWriteFileAtomic: 'Write with `write-file-atomic`.',
      writeThenRename: 'Write to a temporary file, then rename.',
    },
  },

  create(context) {
    if (!mayWrite(context.sourceCode)) return {}
    const file = sourceFileOf(context)
    const options = optionsOf(context, defaults)
    const reported = new Set<Node>()
    const check = (node: Call): void => {
      const found = findTornWrite(file, node, options)
      // An open file is reported once, whatever is done to it.
      if (!found || reported.has(found.place) || isInTest(file, node)) return
      reported.add(found.place)
      const data = { callee: file.source.getText(node.callee), path: shown(file, found.path, 'the file') }
      const fixes = node.type === 'CallExpression' ? findAtomicFixes(file, node, found.api) : {}
      const suggest = [
        { messageId: 'useWriteFileAtomic', fix: fixes.useWriteFileAtomic },
        { messageId: 'writeThenRename', fix: fixes.writeThenRename },
      ]
      context.report({ ...placeOf(node), messageId: 'torn', data, suggest: suggest.filter((each) => hasFix(each)) })
    }
    return { CallExpression: check, NewExpression: check }
  },
}

interface Suggestion<Fix> {
  readonly messageId: string
  readonly fix: Fix
}

function hasFix(each: Suggestion<Rule.ReportFixer | undefined>): each is Suggestion<Rule.ReportFixer> {
  return each.fix !== undefined
}

type Call = ESTree.CallExpression | ESTree.NewExpression

interface TornWrite {
  readonly api: Api
  readonly path: Node
  // The call itself, or the one that opened what it writes on.
  readonly place: Node
}

function findTornWrite(file: SourceFile, call: Call, options: Options): TornWrite | undefined {
  const api = writingApi(file, call)
  const writer = api && findWriter(api)
  if (!writer || !replacesContent(file, call, writer)) return undefined
  const found = writer.kind === 'rewrite' ? findRewritten(file, call, { api, writer }) : findPath(file, call, writer)
  return found && !isExpendable(file, found.path, options) ? { api, path: found.path, place: found.opened } : undefined
}

function findPath(file: SourceFile, call: Call, writer: Writer): { readonly opened: Node, readonly path: Node } | undefined {
  const path = argumentAt(call, writer.path)
  return path && !isDescriptor(file, path) ? { opened: call, path } : undefined
}

function isExpendable(file: SourceFile, path: Node, { allowPaths, checkUniqueNames }: Options): boolean {
  const kind = kindOfPath(file, path)
  if (kind !== undefined && !(kind === 'unique' && checkUniqueNames)) return true
  const text = file.source.getText(path)
  return allowPaths.some((part) => text.includes(part)) || isRenamedLater(file, path)
}
