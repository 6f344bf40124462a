/** What the project's own ESLint says of a file. `left-out`: it does not look at it. */
export type Coverage = 'has-plugin' | 'without-plugin' | 'left-out'

export interface AskedFiles {
  /** Absolute path of the configuration. */
  readonly config: string
  readonly files: readonly string[]
}

export type EslintAnswer =
  | { readonly kind: 'answered', readonly coverage: Readonly<Record<string, Coverage>> }
  | { readonly kind: 'failed', readonly reason: string }

/** The descriptor in the process that asks whose other side only whoever started it holds. The messages go over 3. */
export const lifeLine = 4
