import type { Diagnostic } from 'vscode'

/** Of all that we say in the editor: what crashed, and what our rules find. */
export const diagnosticSource = 'crash-only'

const codes = { crash: 'crash', hang: 'hang' } as const
const ownCodes: ReadonlySet<unknown> = new Set(Object.values(codes))
const rulePrefix = 'crash-only/'

export function problemCode(kind: 'crash' | 'hang'): string {
  return codes[kind]
}

/**
 * The rules of ours that tell of a line, by what is in the Problems view: of our own lint server, or of the ESLint extension where
 * the project has added the plugin.
 * @param line counted from 0
 */
export function rulesAtLine(diagnostics: readonly Pick<Diagnostic, 'source' | 'code' | 'range'>[], line: number): string[] {
  const rules = diagnostics.flatMap((diagnostic) => {
    const { start, end } = diagnostic.range
    const rule = ruleOf(diagnostic)
    return rule !== undefined && start.line <= line && line <= end.line ? [rule] : []
  })
  return [...new Set(rules)]
}

function ruleOf({ source, code }: Pick<Diagnostic, 'source' | 'code'>): string | undefined {
  const value = typeof code === 'object' ? code.value : code
  if (typeof value !== 'string' || ownCodes.has(value)) return undefined
  if (value.startsWith(rulePrefix)) return value
  return source === diagnosticSource ? `${rulePrefix}${value}` : undefined
}
