import { withoutOurs } from '../../supervision/src/state/stack.ts'
import { durationText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import { crashTitle, endingText } from './crash-texts.ts'
import type { Crash } from './crash.ts'
import type { FoundCrash } from './find-crash.ts'
import { reasonText } from './reason-texts.ts'

/** All that is known of one crash, as a page that can be read, searched and copied. */
export function crashPage({ group, crash }: FoundCrash, rules: readonly string[], l10n: L10n): string {
  const title = crashTitle(crash, l10n)
  const reason = reasonText(crash.reason, l10n)
  const facts: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Program'), l10n.t('{0}, incarnation {1}', crash.program, crash.incarnation)],
    [l10n.t('When'), new Date(crash.atMs).toISOString()],
    [l10n.t('Why'), reason === title ? undefined : reason],
    [l10n.t('End'), endingText(crash, l10n)],
    [l10n.t('Lived'), livedText(crash, l10n)],
    [l10n.t('Doing'), crash.doing ?? undefined],
    [l10n.t('Where'), crash.where === null ? undefined : `${crash.where.file}:${crash.where.line}:${crash.where.column}`],
    [l10n.t('Code'), crash.code ?? undefined],
    [l10n.t('Rule'), rules.length === 0 ? undefined : l10n.t('{0} tells of this line', rules.join(', '))],
    [l10n.t('Times'), String(group.count)],
  ]
  return [
    title, '', ...table(facts),
    ...section(l10n.t('Stack'), withoutOurs(crash.stack)),
    ...section(l10n.t('The last that it printed'), crash.tail), '',
  ].join('\n')
}

function livedText({ beganMs, atMs }: Crash, l10n: L10n): string | undefined {
  return beganMs === null ? undefined : durationText(Math.max(0, atMs - beganMs), l10n)
}

function table(facts: readonly (readonly [string, string | undefined])[]): string[] {
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined)
  const width = Math.max(...known.map(([name]) => name.length)) + 2
  return known.map(([name, text]) => `${name.padEnd(width)}${text.replaceAll('\n', ' ')}`)
}

function section(title: string, lines: readonly string[]): string[] {
  const said = lines.filter((line) => line.trim() !== '')
  return said.length === 0 ? [] : ['', title, ...said.map((line) => `    ${line.trim()}`)]
}
