import type { Rule } from 'eslint'

import { addPlace, noPlaces, type Places } from '../ast/earlier.ts'
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
    const writes = new Map<Node, Map<string, Writes>>()
    return {
      CallExpression(node) {
        const client = clientOfWrite(file, node)
        if (client === undefined || isTransaction(client)) return
        const scope = enclosingFunction(node) ?? file.source.ast
        const clients = writes.get(scope) ?? new Map<string, Writes>()
        const written = clients.get(client) ?? { places: noPlaces(), isReported: false }
        writes.set(scope, clients.set(client, written))
        if (written.isReported || !addPlace(written.places, { scope, node, key: node })) return
        if (isInTransaction(file, node) || isInTest(file, node) || isNoClient(file, node)) return
        written.isReported = true
        context.report({ ...placeOf(node), messageId: 'several', data: { client } })
      },
    }
  },
}

// What one function changes through one client. The first statement that follows another is reported, and no more.
interface Writes {
  readonly places: Places
  isReported: boolean
}

// Opened in one of the functions around: `db.transaction(async () => { … })`, `await client.query('BEGIN')`.
function isInTransaction(file: SourceFile, call: Node): boolean {
  let outermost: Node = call
  for (const ancestor of ancestorsOf(call)) if (ancestor.type !== 'Program') outermost = ancestor
  const find = () => opensTransaction(file.source.getText(outermost))
  return answerOnce(file, 'opens transaction', outermost, { meanwhile: false, find })
}
