import { secondsLeftText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import type { ProjectView } from '../project/project-view.ts'

/** What the status bar says of a watchdog device for as long as it is armed. */
export interface DeviceView {
  readonly text: string
  /** A sentence, for screen readers and the tooltip. */
  readonly label: string
  /** The computer is about to reboot. */
  readonly isUrgent: boolean
}

/** Undefined: no device is armed. */
export function deviceView(projects: readonly Pick<ProjectView, 'relay'>[], l10n: L10n): DeviceView | undefined {
  const relays = projects.flatMap(({ relay }) => (relay?.kind === 'device' ? [relay] : []))
  const dying = relays.find(({ state }) => state === 'starving' || state === 'lost')
  if (dying !== undefined) {
    const seconds = dying.timeoutMs === null ? l10n.t('soon') : l10n.t('within {0}', secondsLeftText(dying.timeoutMs, l10n))
    const label = l10n.t('{0} is armed and not kicked any more: this computer reboots {1}. Save your work.', dying.target, seconds)
    return { text: l10n.t('$(alert) this computer reboots {0}', seconds), label, isUrgent: true }
  }
  const armed = relays.find(({ state }) => state === 'armed')
  if (armed === undefined) return undefined
  const label = l10n.t('{0} is armed: without the watchdog this computer reboots.', armed.target)
  return { text: '$(shield)', label, isUrgent: false }
}
