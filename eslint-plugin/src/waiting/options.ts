import type { Scope } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { findWaitingCall, type WaitingCall } from './waiting-calls.ts'

// What an argument is, as options. `unknown` comes from elsewhere, and may hold a limit.
export type Verdict = 'limit' | 'unknown' | 'no limit' | 'no options'

export function optionsVerdict(file: SourceFile, argument: Node, waiting: WaitingCall): Verdict {
  const value = unwrap(argument)
  if (isFunction(value)) return 'no options'
  switch (value.type) {
    case 'ObjectExpression': return ofObject(file, value, waiting)
    case 'Identifier': return ofName(file, value, waiting)
    case 'MemberExpression': return plainNames.test(keyName(value) ?? '') ? 'no options' : 'unknown'
    case 'ConditionalExpression': return ofAll(file, [value.consequent, value.alternate], waiting)
    case 'LogicalExpression': return ofAll(file, value.operator === '&&' ? [value.right] : [value.left, value.right], waiting)
    case 'AssignmentExpression': return optionsVerdict(file, value.right, waiting)
    case 'CallExpression': return ofCall(file, value, waiting)
    case 'NewExpression': return plainMakers.test(calleeName(value) ?? '') ? 'no options' : 'unknown'
    case 'Literal': case 'TemplateLiteral': case 'BinaryExpression': case 'ArrayExpression': case 'UnaryExpression': return 'no options'
    default: return 'unknown'
  }
}

const byWeight: readonly Verdict[] = ['limit', 'unknown', 'no limit', 'no options']

// Of several that can be the options, or together are them, the one that trusts most.
function heaviest(verdicts: readonly Verdict[]): Verdict {
  return byWeight.find((each) => verdicts.includes(each)) ?? 'no options'
}

function ofAll(file: SourceFile, parts: readonly Node[], waiting: WaitingCall): Verdict {
  return heaviest(parts.map((each) => optionsVerdict(file, each, waiting)))
}

function ofObject(file: SourceFile, { properties }: ESTree.ObjectExpression, waiting: WaitingCall): Verdict {
  return heaviest(['no limit', ...properties.map((each) => ofProperty(file, each, waiting))])
}

function ofProperty(file: SourceFile, property: ESTree.Property | ESTree.SpreadElement, waiting: WaitingCall): Verdict {
  if (property.type === 'SpreadElement') {
    const spread = optionsVerdict(file, property.argument, waiting)
    return spread === 'no options' && unwrap(property.argument).type !== 'Literal' ? 'unknown' : spread
  }
  const name = keyName(property)
  if (name === undefined) return 'unknown'
  if (waiting.limits.includes(name) || waiting.meant?.test(file.source.getText(property))) return 'limit'
  return waiting.limitInAddress && addressNames.test(name) && namesTimeout(file, property.value) ? 'limit' : 'no limit'
}

const addressNames = /^(?:connectionString|ur[il])$/i

// An address that is written here, `mongodb://localhost/?socketTimeoutMS=5000`.
export function namesTimeout(file: SourceFile, node: Node): boolean {
  const { type } = unwrap(node)
  return (type === 'Literal' || type === 'TemplateLiteral') && /timeout/i.test(file.source.getText(node))
}

const plainMakers = /^(?:URL|URLSearchParams|FormData|Headers|Buffer|Uint8Array|Blob|String)$/
const plainNames = new RegExp(
  '(?:ur[il]|link|href|endpoint|address|path|cmd|command|file|args|argv|body|data|callback|cb|done|resource|origin|host|hostname|port'
  + '|authority|payload|text|string|undefined)$'
  + '|^on[A-Z]|(?:Handler|Listener|Response)$', 'i')
const plainCalls = /(?:ur[il]|link|href|endpoint|address|path|args|argv)$|^(?:toString|String|join|resolve|format|replace|concat|trim|stringify|fileURLToPath)$/i

function ofCall(file: SourceFile, call: ESTree.CallExpression, waiting: WaitingCall): Verdict {
  const name = calleeName(call) ?? ''
  const api = resolveApi(file, call.callee)
  if (api?.module === 'globalThis' && /^Object\.(?:assign|freeze)$/.test(api.path)) {
    const parts = call.arguments.map((each) => each.type === 'SpreadElement' ? 'unknown' : optionsVerdict(file, each, waiting))
    return heaviest(parts)
  }
  if (api?.module === 'url' && api.path === 'parse') return 'no limit'
  return plainCalls.test(name) ? 'no options' : 'unknown'
}

function ofName(file: SourceFile, identifier: ESTree.Identifier, waiting: WaitingCall): Verdict {
  const variable = file.variables.get(identifier)
  const [definition] = variable?.defs ?? []
  const named = plainNames.test(identifier.name) ? 'no options' : 'unknown'
  if (!variable || definition?.type !== 'Variable' || definition.node.id.type !== 'Identifier') return named
  const { init, id } = definition.node
  const find = () => ofVariable(file, variable, { named, init, waiting })
  return answerOnce<Verdict>(file, `options with ${waiting.limits.join()}`, id, { meanwhile: 'unknown', find })
}

interface Declared {
  readonly named: Verdict
  readonly init: Node | null | undefined
  readonly waiting: WaitingCall
}

function ofVariable(file: SourceFile, { references }: Scope.Variable, { named, init, waiting }: Declared): Verdict {
  if (!init) return named
  const first = optionsVerdict(file, init, waiting)
  if (first === 'no options') return first
  if (first === 'unknown') return named
  return heaviest([first, ...references.map((each) => ofReference(file, each, waiting))])
}

// What happens to an object between where it is made and where it is used: `init.signal = …`, `addSignal(init)`.
function ofReference(file: SourceFile, reference: Scope.Reference, waiting: WaitingCall): Verdict {
  if (reference.isWrite() && !reference.init) return 'unknown'
  const use = wrapped(reference.identifier as Node)
  const parent = parentOf(use)
  if (parent?.type === 'MemberExpression' && parent.object === use) {
    const assignment = parentOf(wrapped(parent))
    return assignment?.type === 'AssignmentExpression' && unwrap(assignment.left) === parent ? ofWrite(parent, waiting) : 'no limit'
  }
  if (parent?.type !== 'CallExpression' || parent.callee === use) return 'no limit'
  return ofHandingOver(file, parent, { use, waiting })
}

function ofWrite(member: ESTree.MemberExpression, { limits }: WaitingCall): Verdict {
  const name = keyName(member)
  if (name === undefined) return 'unknown'
  return limits.includes(name) ? 'limit' : 'no limit'
}

const readers = new Set(['stringify', 'log', 'info', 'debug', 'warn', 'error', 'trace', 'inspect', 'keys', 'values', 'entries', 'freeze'])

function ofHandingOver(file: SourceFile, call: ESTree.CallExpression, { use, waiting }: { use: Node, waiting: WaitingCall }): Verdict {
  const api = resolveApi(file, call.callee)
  if (readers.has(calleeName(call) ?? '') || (api && findWaitingCall(api))) return 'no limit'
  if (api?.path !== 'Object.assign') return 'unknown'
  return call.arguments[0] === use
    ? ofAll(file, call.arguments.slice(1).map((each) => each.type === 'SpreadElement' ? each.argument : each), waiting) : 'no limit'
}
