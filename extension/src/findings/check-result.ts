import type { ProjectSummary } from '../../lint-server/src/project/check-project.ts'
import type { L10n } from '../l10n.ts'

/** What the user is told; undefined: the list of problems says all of it. */
export function checkResult(summary: ProjectSummary, { isOff }: { readonly isOff: boolean }, l10n: L10n): string | undefined {
  const remarks = notJudged(summary, l10n)
  if (isOff) remarks.push(l10n.t('The recommended rules were used, for crashOnly.findings is off.'))
  if (summary.findings > 0 && remarks.length === 0) return undefined
  return [judged(summary, l10n), ...remarks].join(' ')
}

function judged({ files, findings }: ProjectSummary, l10n: L10n): string {
  if (files === 0) return l10n.t('No file was checked.')
  if (findings === 0) return l10n.t('{0} files checked: nothing found that is not safe to kill.', files)
  return l10n.t('{0} files checked: what was found is listed under Problems.', files)
}

function notJudged({ leftToEslint, tooLarge, unreadable, givenUp, isCut }: ProjectSummary, l10n: L10n): string[] {
  return [
    ...(leftToEslint > 0 ? [l10n.t('Left to ESLint: {0}.', leftToEslint)] : []),
    ...(tooLarge > 0 ? [l10n.t('Too large to check: {0}.', tooLarge)] : []),
    ...(unreadable > 0 ? [l10n.t('Not readable: {0}.', unreadable)] : []),
    ...(givenUp > 0 ? [l10n.t('Given up, as the log says: {0}.', givenUp)] : []),
    ...(isCut ? [l10n.t('There are more files than are looked at.')] : []),
  ]
}
