import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver'

import type { Finding } from '../finding.ts'

/** A warning, never an error: the project has not asked for our opinion. */
export function toDiagnostic({ rule, message, page, range }: Finding): Diagnostic {
  return { source: 'crash-only', code: rule, codeDescription: { href: page }, severity: DiagnosticSeverity.Warning, message, range }
}
