import type { L10n } from '../l10n.ts'
import { deviceText } from './device-texts.ts'

/** What `crash-only relay --inspect --json` says of a device. */
export interface Outlook {
  readonly target: string
  /** From the watchdog's last look to the reset; null: the driver does not tell its timeout. */
  readonly worstMs: number | null
  readonly isForEver: boolean
  readonly refusal: string | null
  readonly remarks: readonly string[]
}

/** Undefined for a text of another version, or none. */
export function parseOutlook(text: string): Outlook | undefined {
  try {
    const outlook = JSON.parse(text) as Partial<Outlook> | null
    return typeof outlook?.target === 'string' && Array.isArray(outlook.remarks) ? (outlook as Outlook) : undefined
  } catch {
    return undefined
  }
}

/** What somebody agrees to who arms it. */
export function armQuestion(outlook: Outlook, l10n: L10n): { readonly question: string; readonly detail: string } {
  const { target, worstMs, isForEver, remarks } = outlook
  const within = worstMs === null ? l10n.t('soon') : l10n.t('within {0} s', Math.ceil(worstMs / 1_000))
  const reboots = l10n.t('When the watchdog falls silent, or nothing helps a critical program, this computer reboots {0}.', within)
  const lost = l10n.t('It does so without asking: what is not saved, in any program, is lost.')
  const end = isForEver ? [l10n.t('It cannot be disarmed.')] : []
  const remarked = remarks.map((remark) => deviceText(remark, l10n))
  return { question: l10n.t('Arm {0}?', target), detail: [reboots, lost, ...end, ...remarked].join('\n') }
}
