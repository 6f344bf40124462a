import type { L10n } from './l10n.ts'

/** A text that a program of ours writes in English: how it is recognised, and how the editor says it. */
export type KnownText = readonly [pattern: RegExp, text: (l10n: L10n, ...parts: readonly string[]) => string]

/** In the editor's language, where the text is one of these; else as it came. */
export function knownText(known: readonly KnownText[], text: string, l10n: L10n): string {
  for (const [pattern, translated] of known) {
    const found = pattern.exec(text)
    if (found !== null) return translated(l10n, ...found.slice(1))
  }
  return text
}
