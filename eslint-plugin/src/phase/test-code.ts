import type * as ESTree from 'estree'

import { isFunction } from '../ast/function.ts'
import { ancestorsOf, parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { resolveApi } from '../resolve/api.ts'
import { emitterMethods, type Api } from '../resolve/canonical.ts'
import { functionOf } from '../resolve/local-function.ts'
import type { Call } from '../resolve/uses.ts'
import { isGlobal, type SourceFile } from '../source-file.ts'
import { testFunctions, testModifiers, testModules, knownTestFunctions } from './test-functions.ts'

// Whether code stands in a test: what it writes is its own fixture, and nobody is served while it blocks.
export function isInTest(file: SourceFile, node: Node): boolean {
  for (const ancestor of ancestorsOf(node)) {
    if (!isFunction(ancestor)) continue
    const call = parentOf(wrapped(ancestor))
    if (call?.type === 'CallExpression' && call.callee !== ancestor && isTestCall(file, call)) return true
  }
  return false
}

// `describe('…', () => …)`, `it.each(…)('…', () => …)`, `test.only('…', () => …)`, by a test runner's function of that name.
export function isTestCall(file: SourceFile, call: Call): boolean {
  const chain = readChain(call.callee)
  if (!chain) return false
  const { root, members } = chain
  const api = resolveApi(file, call.callee) ?? resolveApi(file, root)
  if (api && testModules.test(api.module)) return [...stepsOf(api), ...members].every((each) => isOfRunner(each))
  if (!testFunctions.has(root.name) || functionOf(file, root)) return false
  const isPlain = members.every((each) => isModifier(each))
  const isKnown = knownTestFunctions.has(root.name) && looksLikeATest(call, root.name)
  // `it.onlyOnLinux('…', () => …)`: projects hang their own on them.
  return isGlobal(file, root) ? isPlain || (isKnown && !members.some((each) => emitterMethods.has(each ?? ''))) : isPlain && isKnown
}

interface Chain {
  readonly root: ESTree.Identifier
  // What is read of it on the way; one that only the running program knows is `undefined`.
  readonly members: readonly (string | undefined)[]
}

function readChain(callee: Node): Chain | undefined {
  const members: (string | undefined)[] = []
  let node = unwrap(callee)
  while (node.type !== 'Identifier') {
    if (node.type === 'MemberExpression') {
      members.unshift(keyName(node))
      node = unwrap(node.object)
    } else if (node.type === 'CallExpression') node = unwrap(node.callee)
    // it.each`…`('…', () => …)
    else if (node.type === 'TaggedTemplateExpression') node = unwrap(node.tag)
    else return undefined
  }
  return { root: node, members }
}

function stepsOf({ path }: Api): readonly string[] {
  return path.replaceAll('()', '').split('.').filter(Boolean)
}

function isOfRunner(step: string | undefined): boolean {
  return step === 'script' || isModifier(step) || testFunctions.has(step ?? '')
}

function isModifier(member: string | undefined): boolean {
  return member === undefined || testModifiers.has(member)
}

// `test('…', () => …)`, `beforeEach(() => …)` of a file of the project: what a test runner gave, with fixtures.
function looksLikeATest({ arguments: [first] }: Call, name: string): boolean {
  if (!first) return false
  if (/^(?:before|after)/.test(name)) return isFunction(first)
  return first.type === 'TemplateLiteral' || (first.type === 'Literal' && typeof first.value === 'string')
}
