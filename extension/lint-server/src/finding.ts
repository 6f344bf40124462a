import type { Range, TextEdit } from 'vscode-languageserver'

/** What one rule says about one place of a file. Places are those of the protocol: lines and columns from 0. */
export interface Finding {
  /** Without the name of the plugin: `no-blocking-call`. */
  readonly rule: string
  readonly message: string
  /** The page that explains the rule. */
  readonly page: string
  readonly range: Range
  readonly suggestions: readonly Suggestion[]
  /** Undefined where no comment can stand. */
  readonly disable: DisableComment | undefined
}

export interface Suggestion {
  readonly title: string
  readonly edit: TextEdit
}

/** A comment that switches the rule off for one line. The reason stands between the two texts. */
export interface DisableComment {
  readonly range: Range
  readonly before: string
  readonly after: string
}

export function disableEdit({ range, before, after }: DisableComment, reason: string): TextEdit {
  return { range, newText: `${before}${reason}${after}` }
}
