import type { Rule, Scope, SourceCode } from 'eslint'
import type * as ESTree from 'estree'

import { isFunction, type FunctionNode } from './ast/function.ts'
import { byPlace, unwrap, type Node } from './ast/node.ts'
import { keyName } from './ast/property-name.ts'
import { traverseCode } from './ast/traverse.ts'
import { typescriptParserOf, type TypeScriptParser } from './modules/typescript-parser.ts'

// What all rules share about one file. It is made once, however many rules ask.
export interface SourceFile {
  readonly source: SourceCode
  readonly variables: ReadonlyMap<Node, Scope.Variable>
  // What is found by looking at every node. Most files never need it.
  readonly index: Index
  // What can read the TypeScript of its package, if anything can.
  readonly typescript: TypeScriptParser | undefined
  // Answers that were found before, by the question and the node it was asked about.
  readonly memo: Map<string, Map<Node, unknown>>
  readonly nesting: { depth: number }
}

export interface Index {
  readonly calls: readonly ESTree.CallExpression[]
  readonly functions: readonly FunctionNode[]
  readonly members: ReadonlyMap<string, readonly ESTree.MemberExpression[]>
  // `this.name = value` and class fields: what a property of this file's own objects is set to.
  readonly fields: ReadonlyMap<string, readonly Node[]>
  // `tools.name = value`: what a property of another object is set to, and that object.
  readonly properties: ReadonlyMap<string, readonly Property[]>
}

export interface Property {
  readonly owner: ESTree.Identifier
  readonly value: Node
}

const known = new WeakMap<SourceCode, SourceFile>()

export function sourceFileOf(context: Rule.RuleContext): SourceFile {
  const found = known.get(context.sourceCode)
  if (found) return found
  const file = readSourceFile(context.sourceCode, typescriptParserOf(context))
  known.set(context.sourceCode, file)
  return file
}

export function readSourceFile(source: SourceCode, typescript?: TypeScriptParser): SourceFile {
  let index: Index | undefined
  let variables: ReadonlyMap<Node, Scope.Variable> | undefined
  return {
    source, typescript, memo: new Map(), nesting: { depth: 0 },
    get variables() { return variables ??= readVariables(source) },
    get index() { return index ??= readIndex(source) },
  }
}

function readIndex(source: SourceCode): Index {
  const calls: ESTree.CallExpression[] = []
  const functions: FunctionNode[] = []
  const members = new Map<string, ESTree.MemberExpression[]>()
  const fields = new Map<string, Node[]>()
  const properties = new Map<string, Property[]>()
  traverseCode(source.ast, source.visitorKeys, (node) => {
    if (node.type === 'CallExpression') calls.push(node)
    else if (node.type === 'MemberExpression') addTo(members, keyName(node), node)
    else if (isFunction(node)) functions.push(node)
    else if (node.type === 'AssignmentExpression') addField({ fields, properties }, node)
    else if (node.type === 'PropertyDefinition' && node.value) addTo(fields, keyName(node), node.value)
  })
  functions.sort(byPlace)
  return { calls, functions, members, fields, properties }
}

function addField({ fields, properties }: { fields: Map<string, Node[]>, properties: Map<string, Property[]> },
  assignment: ESTree.AssignmentExpression): void {
  const target = unwrap(assignment.left)
  if (target.type !== 'MemberExpression') return
  const owner = unwrap(target.object)
  if (owner.type === 'ThisExpression') addTo(fields, keyName(target), assignment.right)
  else if (owner.type === 'Identifier') addTo(properties, keyName(target), { owner, value: assignment.right })
}

function addTo<Item>(map: Map<string, Item[]>, name: string | undefined, item: Item): void {
  if (name === undefined) return
  const items = map.get(name)
  if (items) items.push(item)
  else map.set(name, [item])
}

function readVariables(source: SourceCode): Map<Node, Scope.Variable> {
  const variables = new Map<Node, Scope.Variable>()
  for (const scope of source.scopeManager.scopes) {
    for (const reference of scope.references) {
      if (reference.resolved) variables.set(reference.identifier as Node, reference.resolved)
    }
  }
  return variables
}

// Generated code nests deeper than the call stack allows; no code that people write needs as many steps.
const nestingMax = 200

// Each question is answered once for each node; one that leads back to itself is answered with `meanwhile`.
export function answerOnce<Answer>(
  file: SourceFile, question: string, node: Node, answer: { readonly meanwhile: Answer, readonly find: () => Answer },
): Answer {
  const answers = answersTo(file, question)
  const known = answers.get(node)
  if (known !== undefined || answers.has(node)) return known as Answer
  if (file.nesting.depth >= nestingMax) return answer.meanwhile
  answers.set(node, answer.meanwhile)
  file.nesting.depth += 1
  const found = answer.find()
  file.nesting.depth -= 1
  answers.set(node, found)
  return found
}

// The same for a question that never leads back to itself.
export function remembered<Answer>(file: SourceFile, question: string, node: Node, find: () => Answer): Answer {
  const answers = answersTo(file, question)
  const known = answers.get(node)
  if (known !== undefined || answers.has(node)) return known as Answer
  const found = find()
  answers.set(node, found)
  return found
}

function answersTo(file: SourceFile, question: string): Map<Node, unknown> {
  const found = file.memo.get(question)
  if (found) return found
  const answers = new Map<Node, unknown>()
  file.memo.set(question, answers)
  return answers
}

// A global has no definition in the file, whether or not the configuration lists it.
export function isGlobal(file: SourceFile, identifier: ESTree.Identifier): boolean {
  const variable = file.variables.get(identifier)
  return !variable || variable.defs.length === 0
}
