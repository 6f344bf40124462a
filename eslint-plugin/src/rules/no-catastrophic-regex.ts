import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import type { Node } from '../ast/node.ts'
import { literalText } from '../ast/property-name.ts'
import { isInTest } from '../phase/test-code.ts'
import { findExponential, type Exponential } from '../regex/exponential.ts'
import { argumentAt, resolveApi } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'

export const noCatastrophicRegex: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow regular expressions whose time doubles with each further character: one line of text hangs the program',
      recommended: false,
      url: pageOf('no-catastrophic-regex'),
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      doubles: 'Each further {{character}} in a text that does not match doubles the time of this pattern, and holds the event loop '
        + 'meanwhile: some forty of them hang the program. Let no two parts of it match the same text.',
      same: 'Use `{{pattern}}`, which matches the same.',
    },
  },

  create(context) {
    const file = sourceFileOf(context)
    const report = (node: Node, found: Exponential | undefined) => {
      if (!found || isInTest(file, node)) return
      const suggest = suggestionFor(node, found)
      context.report({ node, messageId: 'doubles', data: { character: JSON.stringify(found.character) }, suggest })
    }
    const check = (call: ESTree.CallExpression | ESTree.NewExpression) => { report(call, ofConstructor(file, call)) }
    return {
      Literal(node) { if ('regex' in node) report(node, findExponential(node.regex.pattern, node.regex.flags)) },
      CallExpression: check,
      NewExpression: check,
    }
  },
}

// `new RegExp('…')`, `RegExp('…', 'i')`.
function ofConstructor(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression): Exponential | undefined {
  if (call.callee.type !== 'Identifier' || call.callee.name !== 'RegExp') return undefined
  const api = resolveApi(file, call.callee)
  const [source, flags] = [argumentAt(call, 0), argumentAt(call, 1)]
  const text = source && literalText(source)
  if (api?.module !== 'globalThis' || api.path !== 'RegExp' || text === undefined) return undefined
  return findExponential(text, (flags && literalText(flags)) ?? '')
}

function suggestionFor(node: Node, { fixed }: Exponential): Rule.SuggestionReportDescriptor[] {
  if (node.type !== 'Literal' || !fixed) return []
  const pattern = `/${fixed.source}/${fixed.flags}`
  return [{ messageId: 'same', data: { pattern }, fix: (fixer) => fixer.replaceText(node, pattern) }]
}
