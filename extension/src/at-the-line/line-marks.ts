import { agoText, crashTitle, shortened } from '../crashes/crash-texts.ts'
import type { CrashGroup } from '../crashes/crash.ts'
import type { FolderCrashes } from '../crashes/crash-groups.ts'
import { durationText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import { locateLine, type Text } from './locate-line.ts'

/** The whole of it is in the hover. */
const titleCharactersMax = 60

/** A signature, and the folder that it is of. */
export interface MarkedGroup {
  readonly folderPath: string
  readonly group: CrashGroup
}

/** What is shown at one line of code. Two signatures may share a line; the one that crashed last comes first. */
export interface LineMark {
  /** Counted from 0. */
  readonly line: number
  readonly kind: 'crash' | 'hang'
  readonly isStale: boolean
  readonly marked: readonly MarkedGroup[]
}

/** The signatures of a file that are shown at its lines: not what ran well since, and not what somebody asked for. */
export function groupsAtLines(crashes: readonly FolderCrashes[], file: string): readonly MarkedGroup[] {
  return groupsOfFile(crashes, file).filter(({ group }) => !group.isOver)
}

/** The same with those that ran well since: what a finding of a rule is compared with. */
export function groupsOfFile(crashes: readonly FolderCrashes[], file: string): readonly MarkedGroup[] {
  return crashes.flatMap(({ folder, groups }) => groups
    .filter(({ last }) => last.where?.file === file && last.asked === null)
    .map((group) => ({ folderPath: folder.path, group })))
}

export function lineMarks(groups: readonly MarkedGroup[], text: Text): readonly LineMark[] {
  const lines = new Map<number, LineMark>()
  for (const marked of groups) {
    const { last, fileChangedMs } = marked.group
    const found = locateLine(last, fileChangedMs, text)
    if (found === undefined) continue
    const other = lines.get(found.line)
    const isStale = found.isStale && (other?.isStale ?? true)
    const kind = other?.kind === 'crash' ? 'crash' : last.kind
    lines.set(found.line, { line: found.line, kind, isStale, marked: [...(other?.marked ?? []), marked] })
  }
  return [...lines.values()].toSorted((a, b) => a.line - b.line)
}

/** What stands after the line: `crashed 3×, last 2 min ago: TypeError: x is undefined`. */
export function markText({ isStale, marked }: LineMark, nowMs: number, l10n: L10n): string {
  const text = marked.map(({ group }) => groupText(group, nowMs, l10n)).join(' · ')
  return isStale ? l10n.t('before your edit: {0}', text) : text
}

function groupText({ count, last }: CrashGroup, nowMs: number, l10n: L10n): string {
  const ago = agoText(last.atMs, nowMs, l10n)
  if (last.kind === 'hang') {
    const silent = durationText(last.silentMs ?? 0, l10n)
    return count === 1 ? l10n.t('blocked {0} here, {1}', silent, ago) : l10n.t('blocked {0}×, last {1} for {2}', count, ago, silent)
  }
  const title = shortened(crashTitle(last, l10n), titleCharactersMax)
  return count === 1 ? l10n.t('crashed {0}: {1}', ago, title) : l10n.t('crashed {0}×, last {1}: {2}', count, ago, title)
}
