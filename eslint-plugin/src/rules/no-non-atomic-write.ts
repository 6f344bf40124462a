import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { argumentAt } from '../resolve/api.ts'
import type { Api } from '../resolve/canonical.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import { isInTest } from '../phase/test-code.ts'
import { optionsOf, pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { findAtomicFixes } from '../write/atomic-suggestions.ts'
import { isDescriptor } from '../write/descriptor.ts'
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
    return {
      CallExpression(node) {
        const found = findTornWrite(file, node, options)
        if (!found || isInTest(file, node)) return
        const data = { callee: file.source.getText(node.callee), path: shown(file, found.path, 'the file') }
        const fixes = findAtomicFixes(file, node, found.api)
        const suggest = [
          { messageId: 'useWriteFileAtomic', fix: fixes.useWriteFileAtomic },
          { messageId: 'writeThenRename', fix: fixes.writeThenRename },
        ]
        context.report({ ...placeOf(node), messageId: 'torn', data, suggest: suggest.filter((each) => hasFix(each)) })
      },
    }
  },
}

interface Suggestion<Fix> {
  readonly messageId: string
  readonly fix: Fix
}

function hasFix(each: Suggestion<Rule.ReportFixer | undefined>): each is Suggestion<Rule.ReportFixer> {
  return each.fix !== undefined
}

interface TornWrite {
  readonly api: Api
  readonly path: Node | undefined
}

function findTornWrite(file: SourceFile, call: ESTree.CallExpression, options: Options): TornWrite | undefined {
  const api = writingApi(file, call)
  const writer = api && findWriter(api)
  if (!writer || !replacesContent(file, call, writer)) return undefined
  const path = findPath(file, call, writer)
  if (path === 'handle') return opensForUpdate(file, call) ? { api, path: undefined } : undefined
  return path && !isExpendable(file, path, options) ? { api, path } : undefined
}

function findPath(file: SourceFile, call: ESTree.CallExpression, writer: Writer): Node | 'handle' | undefined {
  if (writer.path < 0) return 'handle'
  const path = argumentAt(call, writer.path)
  return path && !isDescriptor(file, path) ? path : undefined
}

// A handle that was opened with `w` was reported where it was opened.
function opensForUpdate(file: SourceFile, call: ESTree.CallExpression): boolean {
  if (call.callee.type !== 'MemberExpression') return false
  const made = valueOf(file, call.callee.object)
  const open = made.type === 'AwaitExpression' ? unwrap(made.argument) : made
  const flags = open.type === 'CallExpression' ? argumentAt(open, 1) : undefined
  return flags !== undefined && stringsOf(file, flags).includes('r+')
}

function isExpendable(file: SourceFile, path: Node, { allowPaths, checkUniqueNames }: Options): boolean {
  const kind = kindOfPath(file, path)
  if (kind !== undefined && !(kind === 'unique' && checkUniqueNames)) return true
  const text = file.source.getText(path)
  return allowPaths.some((part) => text.includes(part)) || isRenamedLater(file, path)
}
