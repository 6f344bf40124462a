import type { Finding } from '../finding.ts'

export type Preset = 'recommended' | 'strict'

/** A file to judge. The text is handed over: what is open in an editor is not what is on the disk. */
export interface LintRequest {
  readonly path: string
  readonly text: string
  readonly preset: Preset
  /** Absolute path of the TypeScript to parse with; undefined: our own. */
  readonly typescript: string | undefined
}

export type LintAnswer =
  | { readonly kind: 'findings', readonly findings: readonly Finding[] }
  /** Half-typed, or of a language that is not read here: its own tools tell what is wrong with it. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'failed', readonly reason: string }
