import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import type { WaitingCall } from './waiting-calls.ts'

type Call = ESTree.CallExpression | ESTree.NewExpression

// Whether something can end the wait. What cannot be seen from here (options of a wrapper's caller, a spread) may do so.
export function mayBeLimited(file: SourceFile, call: Call, waiting: WaitingCall): boolean {
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return true
  const [first] = call.arguments
  if (first && resolveApi(file, first)?.path === 'Request()') return true
  const places = waiting.options.flatMap((index) => call.arguments[index] ?? [])
  return places.some((place) => limits(file, place, waiting)) || isLimitedAround(file, call)
}

function limits(file: SourceFile, argument: Node, { limits: names }: WaitingCall): boolean {
  const value = valueOf(file, argument)
  if (value.type !== 'ObjectExpression') return isUnknownOptions(value)
  return value.properties.some((each) => each.type === 'SpreadElement' || names.includes(keyName(each) ?? ''))
}

// A string, a URL, a function or a list of arguments are no options; what a variable holds that is set elsewhere may be.
function isUnknownOptions(value: Node): boolean {
  if (isFunction(value)) return false
  const inner = unwrap(value)
  return inner.type === 'Identifier' || inner.type === 'MemberExpression' ? !isPlainTarget(inner) : inner.type === 'AwaitExpression'
}

const plainNames =
  /(?:ur[il]|link|href|endpoint|address|path|cmd|command|file|args|argv|body|data|callback|cb|done|resource|origin|host|uri)$/i

// `fetch(url)`: by its name no options.
function isPlainTarget(node: ESTree.Identifier | ESTree.MemberExpression): boolean {
  const name = node.type === 'Identifier' ? node.name : keyName(node) ?? ''
  return plainNames.test(name) || /^on[A-Z]|(?:Handler|Listener|Response)$/.test(name)
}

// `request.setTimeout(…)`, `Promise.race([…, timeout])`, `axios.defaults.timeout = …` beside the call.
function isLimitedAround(file: SourceFile, call: Call): boolean {
  if (mentions(file, file.source.ast, limitsOfAll)) return true
  let outermost: Node | undefined
  for (const ancestor of ancestorsOf(call)) if (isFunction(ancestor)) outermost = ancestor
  return mentions(file, outermost ?? call, limitsOfOne)
}

const limitsOfAll = /\bdefaults\.timeout\b|setGlobalDispatcher|http(?:s)?\.globalAgent\.options\.timeout/
const limitsOfOne = /setTimeout|['"]timeout['"]|\babort\b|\btimeout\b|Promise\.race|\bp-?timeout/i

// A function may be as long as the file, and have many calls.
function mentions(file: SourceFile, node: Node, words: RegExp): boolean {
  return answerOnce(file, `mentions ${words.source}`, node, { meanwhile: false, find: () => words.test(file.source.getText(node)) })
}
