import type { Rule, Scope, SourceCode } from 'eslint'
import type * as ESTree from 'estree'

// ESLint's parser for TypeScript, as far as it is needed to read a file without types.
export interface TypeScriptParser {
  readonly parseForESLint: (text: string, options: object) => Tree
}

export interface Tree {
  readonly ast: ESTree.Program
  readonly scopeManager: Scope.ScopeManager
  readonly visitorKeys: SourceCode['visitorKeys']
}

// The one that read the file being linted, for the other files of its package. There is none in oxlint, nor where a project lints
// no TypeScript; and the parsers of other languages want options of their own.
export function typescriptParserOf({ languageOptions }: Rule.RuleContext): TypeScriptParser | undefined {
  const { parser } = languageOptions as { parser?: { meta?: { name?: string } } }
  return parser?.meta?.name === 'typescript-eslint/parser' && 'parseForESLint' in parser ? parser as TypeScriptParser : undefined
}

export function parseTypeScript(parser: TypeScriptParser, text: string, path: string): Tree | undefined {
  const ecmaFeatures = { jsx: !/\.[cm]?ts$/.test(path) }
  try {
    return parser.parseForESLint(text, { filePath: path, sourceType: 'module', ecmaFeatures, onUnsupportedTypeScriptVersion: 'ignore' })
  } catch {
    // No TypeScript either, or generated code that nests deeper than the call stack.
    return undefined
  }
}
