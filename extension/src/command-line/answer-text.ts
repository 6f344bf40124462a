import type { L10n } from '../l10n.ts'

/**
 * What the command answered, as a message says it. It speaks English, like every command, and a terminal shows the same line; in an
 * editor of another language it is said whose words these are.
 */
export function answerText(line: string, language: string, l10n: L10n): string {
  return /^en\b/u.test(language) ? line : l10n.t('crash-only says: {0}', line)
}
