import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { L10n } from '../src/l10n.ts'
import { english } from './english.ts'

const bundle = join(import.meta.dirname, '../l10n/bundle.l10n.de.json')
const texts = JSON.parse(await readFile(bundle, 'utf8')) as Readonly<Record<string, string>>

/** What the editor's translator does in a German editor. */
export const german = {
  t: (message: string, ...args: readonly (string | number)[]) => english.t(texts[message] ?? message, ...args),
} as L10n
