import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { placeOf } from '../ast/report-place.ts'
import { shown } from '../ast/shown.ts'
import { isInTest } from '../phase/test-code.ts'
import { argumentAt } from '../resolve/api.ts'
import { pageOf } from '../rule-parts.ts'
import { sourceFileOf, type SourceFile } from '../source-file.ts'
import { isInTemporaryFolder, mayBeInTemporaryFolder } from '../write/in-temporary-folder.ts'
import { isRename } from '../write/rename.ts'

export const noCrossDeviceRename: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: {
      description: 'disallow renaming out of the folder for temporary files: it is often another file system, and there is no atomic move',
      recommended: true,
      url: pageOf('no-cross-device-rename'),
    },
    schema: [],
    messages: {
      crosses: '{{from}} is in the system\'s folder for temporary files, which is often another file system than {{to}}: '
        + '`{{callee}}` fails there, or copies and can be caught in the middle. Write the temporary file beside {{to}}.',
    },
  },

  create(context) {
    if (!context.sourceCode.text.includes('rename')) return {}
    const file = sourceFileOf(context)
    return {
      CallExpression(node) {
        if (!isRename(file, node) || !crosses(file, node) || isInTest(file, node)) return
        const [from, to] = [argumentAt(node, 0), argumentAt(node, 1)]
        const data = { callee: file.source.getText(node.callee), from: shown(file, from, 'The source'), to: shown(file, to, 'the target') }
        context.report({ ...placeOf(node), messageId: 'crosses', data })
      },
    }
  },
}

function crosses(file: SourceFile, call: ESTree.CallExpression): boolean {
  const [from, to] = [argumentAt(call, 0), argumentAt(call, 1)]
  return from !== undefined && to !== undefined && isInTemporaryFolder(file, from) && !mayBeInTemporaryFolder(file, to)
}
