import type { L10n } from '../src/l10n.ts'

/** What the editor's translator does where there is no translation: it fills in the arguments. */
export const english = {
  t: (message: string, ...args: readonly (string | number)[]) =>
    message.replace(/\{(\d)\}/gu, (_, index: string) => String(args[Number(index)])),
} as L10n
