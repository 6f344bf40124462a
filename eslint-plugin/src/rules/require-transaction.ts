import type { Rule } from 'eslint'

import { areExclusive } from '../ast/exclusive.ts'
import type { Node } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { isNoClient } from '../sql/client-type.ts'
import { isSettledBefore, sequenceOf } from '../sql/sequence.ts'
import { hasTransaction, isHandedOver, isInTransaction, isTransaction } from '../sql/transaction.ts'
import { sqlWords, writeOf, type Statement, type Write } from '../sql/write.ts'

// Each is compared with those before it; a generated file may have thousands.
const statementsMax = 50

export const requireTransaction: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'require a transaction around several changes of a database: a crash in between leaves some of them',
      recommended: false,
      url: pageOf('require-transaction'),
    },
    schema: [],
    messages: {
      several: 'A crash before this statement leaves what `{{client}}` changed before it, and not this. '
        + 'Put both into one transaction.',
    },
  },

  create(context) {
    if (!sqlWords.test(context.sourceCode.text)) return {}
    const file = sourceFileOf(context)
    const all = new Map<Node, Map<string, Writes>>()
    const check = (node: Statement) => {
      const write = writeOf(file, node)
      if (!write || isTransaction(write.client) || hasTransaction(node) || isHandedOver(file, node, write)) return
      const written = writesOf(all, sequenceOf(file, node), write)
      const isSecond = !written.isReported
        && written.statements.some((each) => !areExclusive(each, node) && !isSettledBefore(file, each, node))
      if (written.statements.length < statementsMax) written.statements.push(node)
      written.client ??= write.client
      if (!isSecond || isInTransaction(file, node) || isInTest(file, node) || isNoDatabase(file, node)) return
      written.isReported = true
      const place = node.type === 'CallExpression' ? placeOf(node) : { node }
      context.report({ ...place, messageId: 'several', data: { client: written.client } })
    }
    return { CallExpression: check, TaggedTemplateExpression: check }
  },
}

// What one function changes in one database. The first statement that follows another is reported, and no more.
interface Writes {
  readonly statements: Statement[]
  // Through what the first of them went.
  client?: string
  isReported: boolean
}

function writesOf(all: Map<Node, Map<string, Writes>>, sequence: Node, { database }: Write): Writes {
  const ofSequence = all.get(sequence) ?? new Map<string, Writes>()
  const found = ofSequence.get(database) ?? { statements: [], isReported: false }
  all.set(sequence, ofSequence.set(database, found))
  return found
}

function isNoDatabase(file: SourceFile, node: Statement): boolean {
  return node.type === 'CallExpression' && isNoClient(file, node)
}
