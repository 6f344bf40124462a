import type * as ESTree from 'estree'

import type { FunctionNode } from '../ast/function.ts'
import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import type { SourceFile } from '../source-file.ts'

// Whether a function in an object literal is a method of something that lives on, as those of classes are.
export function isMethodOfLiteral(file: SourceFile, property: ESTree.Property | ESTree.AssignmentProperty): boolean {
  const object = parentOf(property)
  if (object?.type !== 'ObjectExpression' || isBuildPlugin(object)) return false
  // Who reads a property does not know that anything runs.
  if (property.kind === 'get') return true
  const place = parentOf(wrapped(object))
  switch (place?.type) {
    // `return { get() { … } }`: an object made by a function.
    case 'ReturnStatement': case 'ArrowFunctionExpression': return true
    case 'VariableDeclarator': return isReturned(file, place)
    case 'CallExpression': return isClassMaker(place)
    default: return false
  }
}

function isReturned(file: SourceFile, declarator: ESTree.VariableDeclarator): boolean {
  const [variable] = file.source.getDeclaredVariables(declarator)
  return variable?.references.some(({ identifier }) => parentOf(identifier as Node)?.type === 'ReturnStatement') === true
}

const classMakers = new Set(['extend', 'inherit', 'inherits', 'createClass', 'defineClass', 'mixin'])

// `inherit(Base, { load() { … } })`, `Object.assign(Store.prototype, { … })`.
function isClassMaker(call: ESTree.CallExpression): boolean {
  const name = calleeName(call) ?? ''
  if (classMakers.has(name)) return true
  const [target] = call.arguments
  const first = target && unwrap(target)
  return name === 'assign' && first?.type === 'MemberExpression' && keyName(first) === 'prototype'
}

const buildHooks = new Set(['buildStart', 'buildEnd', 'resolveId', 'generateBundle', 'writeBundle', 'closeBundle', 'configResolved',
  'renderChunk', 'configureServer', 'adapt'])

export function isOfBuildPlugin(fn: FunctionNode): boolean {
  const object = parentOf(parentOf(wrapped(fn)) ?? fn)
  return object?.type === 'ObjectExpression' && isBuildPlugin(object)
}

// What Rollup, Vite and SvelteKit call while they build.
function isBuildPlugin({ properties }: ESTree.ObjectExpression): boolean {
  return properties.some((each) => each.type === 'Property' && buildHooks.has(keyName(each) ?? ''))
}
