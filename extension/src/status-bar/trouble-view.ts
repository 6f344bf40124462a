import type { L10n } from '../l10n.ts'
import { isRunning, type ProjectView } from '../project/project-view.ts'

/** Why a project cannot be shown, or not be used, as others are. */
export interface TroubleView {
  readonly text: string
  readonly background: 'warning' | 'error'
  /** A sentence that says what, and what to do: for screen readers and the tooltip. */
  readonly label: string
}

/** The one that matters most. Undefined: there is none. */
export function troubleView(projects: readonly ProjectView[], l10n: L10n): TroubleView | undefined {
  const all = projects.flatMap((project) => troubleOf(project, l10n) ?? [])
  const [worst] = all.toSorted((a, b) => Number(b.background === 'error') - Number(a.background === 'error'))
  return worst && { ...worst, label: all.map(({ label }) => label).join(' ') }
}

function troubleOf({ folder, guard, isFolderGone, programs }: ProjectView, l10n: L10n): TroubleView | undefined {
  if (guard.kind === 'not-ours') {
    const label = l10n.t(
      '{0} is not a folder of yours, and not used. Remove it, or set XDG_STATE_HOME and XDG_RUNTIME_DIR to folders of yours.',
      guard.path,
    )
    return { text: l10n.t('$(error) Crash-Only: folder of another user'), background: 'error', label }
  }
  if (guard.kind === 'other-version') {
    const label = l10n.t('Another version of Crash-Only supervises {0}. Use that one, or stop it there first.', folder.name)
    return { text: l10n.t('$(error) Crash-Only: another version'), background: 'error', label }
  }
  if (!isFolderGone || !programs.some(isRunning)) return undefined
  const label = l10n.t('The folder {0} is gone. What was started in it runs on until you stop it.', folder.path)
  return { text: l10n.t('$(warning) {0}: folder is gone', folder.name), background: 'warning', label }
}
