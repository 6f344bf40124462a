import type { Rule } from 'eslint'
import type * as ESTree from 'estree'

import { enclosingFunction } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import type { Api } from '../resolve/canonical.ts'
import type { SourceFile } from '../source-file.ts'

// What `fs.promises` has under the same name and with the same arguments.
const promised = new Set(['access', 'appendFile', 'chmod', 'chown', 'copyFile', 'cp', 'link', 'lstat', 'mkdir',
  'mkdtemp', 'readFile', 'readdir', 'readlink', 'realpath', 'rename', 'rm', 'rmdir', 'stat', 'symlink', 'truncate',
  'unlink', 'utimes', 'writeFile'])

// `fs.readFileSync(x)` in an async function becomes `await fs.promises.readFile(x)`.
export function asyncSuggestion(
  file: SourceFile, call: ESTree.CallExpression, api: Api | undefined,
): Rule.SuggestionReportDescriptor[] {
  const name = api?.path.slice(0, -'Sync'.length) ?? ''
  const callee = unwrap(call.callee)
  if (!api || !promised.has(name) || !isAwaitable(call)) return []
  if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type === 'Super') return []
  if (file.source.getText(call).includes('throwIfNoEntry')) return []
  const object = file.source.getText(callee.object)
  const replacement = promisedName(api, object, name)
  if (replacement === undefined) return []
  const [open, close] = needsParentheses(call) ? ['(await ', ')'] : ['await ', '']
  const fix: Rule.ReportFixer = (fixer) => [
    fixer.insertTextBefore(call, open), fixer.replaceText(callee, replacement), fixer.insertTextAfter(call, close),
  ]
  return [{ messageId: 'useAsync', data: { name: replacement }, fix }]
}

function promisedName(api: Api, object: string, name: string): string | undefined {
  if (api.module === 'fs-extra') return `${object}.${name}`
  return api.module === 'fs' ? `${object}.promises.${name}` : undefined
}

// Directly in the body of an async function: in a parameter's default value `await` is not allowed.
function isAwaitable(call: Node): boolean {
  const fn = enclosingFunction(call)
  if (fn?.async !== true) return false
  for (const ancestor of ancestorsOf(call)) {
    if (ancestor === fn.body) return true
    if (ancestor === fn) return fn.body === call
    if (ancestor.type === 'ClassBody') return false
  }
  return false
}

function needsParentheses(call: Node): boolean {
  const node = wrapped(call)
  const parent = parentOf(node)
  switch (parent?.type) {
    case 'MemberExpression': return parent.object === node
    case 'CallExpression': case 'NewExpression': return parent.callee === node
    case 'BinaryExpression': return parent.operator === '**'
    case 'TaggedTemplateExpression': return true
    default: return false
  }
}
