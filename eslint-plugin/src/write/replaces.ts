import type * as ESTree from 'estree'

import { unwrap, type Node } from '../ast/node.ts'
import { keyName, literalText } from '../ast/property-name.ts'
import { argumentAt } from '../resolve/api.ts'
import { stringsOf, valueOf } from '../resolve/strings.ts'
import type { SourceFile } from '../source-file.ts'
import type { Writer } from './writers.ts'

// Whether a call takes away what the file held before. Appending and exclusive creation (`a`, `ax`, `wx`) do not.
export function replacesContent(file: SourceFile, call: ESTree.CallExpression | ESTree.NewExpression, writer: Writer): boolean {
  const options = writer.options === undefined ? undefined : argumentAt(call, writer.options)
  switch (writer.kind) {
    case 'open': return options !== undefined && truncates(file, options)
    case 'stream': return !hasProperty(file, options, 'fd') && replacesByOption(file, options)
    case 'file': return !isEmpty(call) && replacesByOption(file, options)
    case 'copy': return !mentions(file, options, /EXCL/) && !setsFalse(file, options, ['force', 'overwrite'])
    case 'open with': return setsTrue(file, options, ['truncate']) && !setsTrue(file, options, ['append', 'createNew'])
    case 'truncate': case 'rewrite': return true
  }
}

// Of nothing there is no half: an empty file is either there or not.
function isEmpty(call: ESTree.CallExpression | ESTree.NewExpression): boolean {
  const data = argumentAt(call, 1)
  return data !== undefined && literalText(data) === ''
}

function replacesByOption(file: SourceFile, options: Node | undefined): boolean {
  const flag = findProperty(file, options, 'flag') ?? findProperty(file, options, 'flags')
  if (setsTrue(file, options, ['append', 'createNew'])) return false
  return flag === undefined || truncates(file, flag)
}

function truncates(file: SourceFile, flag: Node): boolean {
  const flags = stringsOf(file, flag)
  if (flags.length > 0) return flags.some((each) => /^w(?!.*x)/.test(each))
  return mentions(file, flag, /O_TRUNC/) && !mentions(file, flag, /O_EXCL|O_APPEND/)
}

function mentions(file: SourceFile, node: Node | undefined, words: RegExp): boolean {
  return node !== undefined && words.test(file.source.getText(valueOf(file, node)))
}

function hasProperty(file: SourceFile, options: Node | undefined, name: string): boolean {
  return findProperty(file, options, name) !== undefined
}

function setsTrue(file: SourceFile, options: Node | undefined, names: readonly string[]): boolean {
  return names.some((name) => literalProperty(file, options, name) === true)
}

function setsFalse(file: SourceFile, options: Node | undefined, names: readonly string[]): boolean {
  return names.some((name) => literalProperty(file, options, name) === false)
}

function literalProperty(file: SourceFile, options: Node | undefined, name: string): unknown {
  const value = findProperty(file, options, name)
  return value?.type === 'Literal' ? value.value : undefined
}

function findProperty(file: SourceFile, options: Node | undefined, name: string): Node | undefined {
  const literal = options && valueOf(file, options)
  if (literal?.type !== 'ObjectExpression') return undefined
  const property = literal.properties.findLast((each) => each.type === 'Property' && keyName(each) === name)
  return property?.type === 'Property' ? unwrap(property.value) : undefined
}
