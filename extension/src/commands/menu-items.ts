import type { L10n } from '../l10n.ts'
import { isRunning, type ProjectView } from '../project/project-view.ts'

/** An entry of the menu behind the status bar item. */
export interface MenuItem {
  readonly label: string
  readonly command: string
}

/** Only what can be done now; what shows something is always there. */
export function menuItems(projects: readonly ProjectView[], l10n: L10n): readonly MenuItem[] {
  const programs = projects.flatMap((project) => project.programs)
  const isAnyUp = programs.some(isRunning)
  const isAnyDown = projects.some((project) => project.canRun && !project.programs.some(isRunning))
  const isAnyLost = projects.some(({ guard }) => guard.kind === 'lost')
  const isAnyArmed = projects.some(({ relay }) => relay?.kind === 'device')
  return [
    ...(isAnyDown || isAnyLost ? [{ label: l10n.t('$(debug-start) Start'), command: 'crashOnly.start' }] : []),
    ...(isAnyUp ? runningItems(l10n) : []),
    ...(programs.length > 0 ? [{ label: l10n.t('$(output) Show Log'), command: 'crashOnly.showLog' }] : []),
    ...(isAnyArmed ? [{ label: l10n.t('$(shield) Disarm Watchdog Device'), command: 'crashOnly.disarmWatchdogDevice' }] : []),
    ...(programs.length > 0 ? [{ label: l10n.t('$(graph) Open Dashboard'), command: 'crashOnly.openDashboard' }] : []),
    { label: l10n.t('$(list-tree) Show Programs'), command: 'crashOnly.programs.focus' },
    { label: l10n.t('$(history) Show Crashes'), command: 'crashOnly.crashes.focus' },
  ]
}

function runningItems(l10n: L10n): readonly MenuItem[] {
  return [
    { label: l10n.t('$(flame) Crash Now'), command: 'crashOnly.crashNow' },
    { label: l10n.t('$(flame) Crash Now…'), command: 'crashOnly.crashNowWith' },
    { label: l10n.t('$(debug-restart) Restart'), command: 'crashOnly.restart' },
    { label: l10n.t('$(debug-stop) Stop'), command: 'crashOnly.stop' },
  ]
}
