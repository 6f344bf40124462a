import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { resolveApi } from '../resolve/api.ts'
import { valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
import { isLimitedAround } from './limit-around.ts'
import { namesTimeout, optionsVerdict } from './options.ts'
import type { WaitingCall } from './waiting-calls.ts'

type Call = ESTree.CallExpression | ESTree.NewExpression

// Whether something can end the wait. What cannot be seen from here (options of a wrapper's caller, a spread) may do so.
export function mayBeLimited(file: SourceFile, call: Call, waiting: WaitingCall): boolean {
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return true
  return isLimitedByOptions(file, call, waiting) || isLimitedByRequest(file, call, waiting)
    || (waiting.limitInAddress === true && call.arguments.some((each) => namesTimeout(file, each)))
    || isLimitedAround(file, call, waiting)
}

// An object that is written here is the options; where there is none, what comes from elsewhere may be.
function isLimitedByOptions(file: SourceFile, call: Call, waiting: WaitingCall): boolean {
  const verdicts = waiting.options.flatMap((index) => {
    const argument = call.arguments[index]
    return argument ? optionsVerdict(file, argument, waiting) : []
  })
  if (verdicts.includes('limit')) return true
  return verdicts.includes('unknown') && !verdicts.includes('no limit')
}

// `fetch(new Request(url, { signal }))`, and a request that somebody else has made.
function isLimitedByRequest(file: SourceFile, call: Call, waiting: WaitingCall): boolean {
  const [first] = call.arguments
  if (!first || !waiting.limits.includes('dispatcher')) return false
  const value = valueOf(file, first)
  if (isRequestOfOthers(value)) return true
  if (value.type !== 'NewExpression' || resolveApi(file, value)?.path !== 'Request()') return false
  const [from, options] = value.arguments
  if (!from || from.type === 'SpreadElement' || isRequestOfOthers(from)) return true
  return options !== undefined && /^(?:limit|unknown)$/.test(optionsVerdict(file, options, waiting))
}

function isRequestOfOthers(node: Node): boolean {
  const inner = unwrap(node)
  if (inner.type === 'Identifier') return /req(?:uest)?$|^input$/i.test(inner.name)
  return inner.type === 'MemberExpression' && inner.property.type === 'Identifier' && /req(?:uest)?$|^raw$/i.test(inner.property.name)
}
