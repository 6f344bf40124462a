import type { SourceCode } from 'eslint'

import type { Node } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'

// What is used of TypeScript's own objects. TypeScript itself is never imported: whatever version the parser brings will do.
export interface TsNode {
  readonly kind: number
  readonly parent?: TsNode
  readonly name?: TsNode
  readonly expression?: TsNode
  readonly getText: () => string
  readonly getSourceFile: () => { readonly fileName: string }
  // Ends at the first child with an answer, and gives that.
  readonly forEachChild: (visit: (child: TsNode) => true | undefined) => true | undefined
}

export interface TsSymbol {
  readonly name: string
  readonly flags: number
  readonly declarations?: readonly TsNode[]
}

interface Checker {
  readonly getSymbolAtLocation: (node: TsNode) => TsSymbol | undefined
  readonly getAliasedSymbol: (symbol: TsSymbol) => TsSymbol
  readonly getTypeAtLocation: (node: TsNode) => TsType
  readonly typeToString: (type: TsType) => string
}

interface TsType {
  readonly symbol?: TsSymbol
  readonly aliasSymbol?: TsSymbol
}

export interface Types {
  readonly nodeOf: (node: Node) => TsNode | undefined
  // The declarations of a name, seen through imports and exports.
  readonly declarationsOf: (node: TsNode) => readonly TsNode[]
  // The declarations of the type of an expression: its interface or class.
  readonly declarationsOfType: (node: TsNode) => readonly TsNode[]
  // The type of an expression as people write it: `string | URL`.
  readonly typeTextOf: (node: Node) => string | undefined
}

interface Services {
  readonly program?: { readonly getTypeChecker: () => Checker } | null
  readonly esTreeNodeToTSNodeMap?: { readonly get: (node: Node) => TsNode | undefined }
}

export function hasTypes(source: SourceCode): boolean {
  const { program, esTreeNodeToTSNodeMap: map } = servicesOf(source)
  return Boolean(program && map)
}

// Without a parser's services ESLint has an empty object there, oxlint a frozen one.
function servicesOf(source: SourceCode): Services {
  return (source.parserServices as Services | undefined) ?? {}
}

// No answer without a program: another parser, a file outside of every project, oxlint.
export function typesOf(file: SourceFile): Types | undefined {
  const { program, esTreeNodeToTSNodeMap: map } = servicesOf(file.source)
  if (!program || !map) return undefined
  const checker = program.getTypeChecker()
  return {
    nodeOf: (node) => map.get(node),
    declarationsOf: (node) => originOf(checker, checker.getSymbolAtLocation(node))?.declarations ?? [],
    declarationsOfType: (node) => {
      const { symbol, aliasSymbol } = checker.getTypeAtLocation(node)
      return (symbol ?? aliasSymbol)?.declarations ?? []
    },
    typeTextOf: (node) => {
      const found = map.get(node)
      return found && checker.typeToString(checker.getTypeAtLocation(found))
    },
  }
}

// `SymbolFlags.Alias`, the same in every version.
const alias = 2_097_152

function originOf(checker: Checker, symbol: TsSymbol | undefined): TsSymbol | undefined {
  return symbol && (symbol.flags & alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol
}
