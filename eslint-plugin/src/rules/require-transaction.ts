import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { areExclusive } from '../ast/exclusive.ts'
import { enclosingFunction } from '../ast/function.ts'
import { ancestorsOf, type Node } from '../ast/node.ts'
import { placeOf } from '../ast/report-place.ts'
import { isInTest } from '../phase/test-code.ts'
import { pageOf } from '../rule-parts.ts'
import { answerOnce, sourceFileOf, type SourceFile } from '../source-file.ts'
import { isNoClient } from '../sql/client-type.ts'
import { clientOfWrite, isTransaction, opensTransaction, sqlWords } from '../sql/writing-statement.ts'

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
    const writes = new Map<Node, Map<string, ESTree.CallExpression[]>>()
    return {
      CallExpression(node) {
        const client = clientOfWrite(file, node)
        if (client === undefined || isTransaction(client)) return
        const scope = enclosingFunction(node) ?? file.source.ast
        const clients = writes.get(scope) ?? new Map<string, ESTree.CallExpression[]>()
        const before = clients.get(client) ?? []
        writes.set(scope, clients.set(client, [...before, node]))
        const isSecond = before.length === 1 && before.some((each) => !areExclusive(each, node))
        if (!isSecond || isInTransaction(file, node) || isInTest(file, node) || isNoClient(file, node)) return
        context.report({ ...placeOf(node), messageId: 'several', data: { client } })
      },
    }
  },
}

// Opened in one of the functions around: `db.transaction(async () => { … })`, `await client.query('BEGIN')`.
function isInTransaction(file: SourceFile, call: Node): boolean {
  let outermost: Node = call
  for (const ancestor of ancestorsOf(call)) if (ancestor.type !== 'Program') outermost = ancestor
  const find = () => opensTransaction(file.source.getText(outermost))
  return answerOnce(file, 'opens transaction', outermost, { meanwhile: false, find })
}
