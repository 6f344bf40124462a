import type * as ESTree from 'estree'

import { calledBy, unbound } from '../ast/called.ts'
import { isFunction } from '../ast/function.ts'
import { unwrap, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { traverse } from '../ast/traverse.ts'
import { resolveApi } from '../resolve/api.ts'
import { functionOf } from '../resolve/local-function.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// A call that tells somebody something and changes nothing else.
export function isPrinting(file: SourceFile, call: ESTree.CallExpression): boolean {
  return isPrinter(file, calledBy(call))
}

// A function of another file that only tells: `console.error`, `logger.fatal.bind(logger)`, `Sentry.captureException`.
export function isPrinter(file: SourceFile, node: Node): boolean {
  const inner = unbound(node)
  const api = resolveApi(file, inner)
  if (api?.module === 'globalThis' && api.path.startsWith('console.')) return true
  if (api?.module === 'process' && /^std(?:out|err)\.write$/.test(api.path)) return true
  return (inner.type !== 'CallExpression' && printNames.test(nameOf(inner) ?? '')) || isLogger(inner)
}

const printNames = /^(?:capture(?:Exception|Message|Error)|noticeError|trackException|displayPrompt|setPrompt|prompt|log|debug|print|println|printf|debuglog|chalk|inspect|format|stringify|String|Boolean|Number|toString|toISOString|join|uptime|memoryUsage|map|filter|slice|trim|replace|clearLine|cursorTo|showCursor|moveCursor)$/
const levels = /^(?:log|info|warn|warning|error|err|debug|trace|fatal|verbose|silly|notice|crit|critical|alert|emerg|success|http|write|println)$/i
const loggers = /(?:^|[^a-z])(?:log|logs|logger|logging|logproxy|console|debug|winston|pino|bunyan|clivas|signale|consola|npmlog|ui|chalk|kleur|colors|picocolors|std(?:out|err))$/i

// `this.logger.error(…)`, `server.log.fatal(…)`, `chalk.red(…)`.
function isLogger(callee: Node): boolean {
  const inner = unwrap(callee)
  if (inner.type !== 'MemberExpression') return false
  const object = unwrap(inner.object)
  const owner = nameOf(object)
  if (owner !== undefined && /^(?:chalk|kleur|colors|picocolors|pc)$/i.test(owner)) return true
  // `logger[level](…)`: whatever the level is.
  const isLevel = inner.computed || levels.test(keyName(inner) ?? '')
  return isLevel && owner !== undefined && loggers.test(owner.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/\?$/, ''))
}

function nameOf(object: Node): string | undefined {
  if (object.type === 'Identifier') return object.name
  if (object.type === 'MemberExpression') return keyName(object)
  return object.type === 'CallExpression' ? calleeName(object) : undefined
}

// A function that only prints, itself and through functions of this file.
export function onlyPrints(file: SourceFile, handler: Node): boolean {
  const fn = functionOf(file, handler)
  if (!fn) return false
  const find = () => printsOnly(file, fn.body)
  return answerOnce(file, 'only prints', fn, { meanwhile: true, find })
}

function printsOnly(file: SourceFile, body: Node): boolean {
  let prints = true
  traverse(body, file.source.visitorKeys, (node) => {
    if (isFunction(node) || node.type === 'NewExpression' || node.type === 'ThrowStatement') prints = false
    if (node.type === 'AssignmentExpression' && !isExitCode(node.left)) prints = false
    if (node.type === 'CallExpression' && !isPrinting(file, node) && !onlyPrints(file, node.callee)) prints = false
    return prints ? 'descend' : 'skip'
  })
  return prints
}

// `process.exitCode = 1` says how it went, and a local flag is nobody's work.
function isExitCode(target: Node): boolean {
  const inner = unwrap(target)
  return inner.type === 'Identifier' || (inner.type === 'MemberExpression' && keyName(inner) === 'exitCode')
}
