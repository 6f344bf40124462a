import type { CodePlace } from '../../supervision/src/state/event.ts'
import type { L10n } from '../l10n.ts'
import { placeText } from '../programs/program-details.ts'
import type { Crash, CrashGroup } from './crash.ts'
import type { FolderCrashes } from './crash-groups.ts'
import { agoText, clockText, crashTitle, endingText, groupSentence, type Reader, shortened, timesText } from './crash-texts.ts'

const groupsMax = 100
/** Longer ones would leave no room for where and how often. The whole title is in the tooltip. */
const labelCharactersMax = 26

/** One row of the Crashes tree, whole. */
export interface CrashRow {
  readonly id: string
  readonly label: string
  readonly description: string
  /** A sentence, for screen readers. */
  readonly accessibleLabel: string
  readonly icon: { readonly id: string; readonly color?: 'testing.iconFailed' | 'list.warningForeground' | 'disabledForeground' }
  /** Decides which actions the row has. */
  readonly kind: 'folder' | 'signature' | 'crash' | 'more'
  readonly folderPath: string
  /** Of which signature, and which crash: what the commands act on. */
  readonly group?: string
  readonly crash?: string
  readonly place?: CodePlace
  readonly children: readonly CrashRow[]
}

/** Folders are a level only where there is more than one with crashes. */
export function crashRows(crashes: readonly FolderCrashes[], reader: Reader, l10n: L10n): readonly CrashRow[] {
  const shown = crashes.filter(({ groups }) => groups.length > 0)
  const [only] = shown
  if (shown.length > 1) return shown.map((folder) => folderRow(folder, reader, l10n))
  return only === undefined ? [] : groupRows(only, reader, l10n)
}

function folderRow(crashes: FolderCrashes, reader: Reader, l10n: L10n): CrashRow {
  const { folder, groups } = crashes
  const description = timesText(groups.reduce((sum, { count }) => sum + count, 0), l10n)
  return {
    id: folder.path, label: folder.name, description, accessibleLabel: `${folder.name}: ${description}`, icon: { id: 'folder' },
    kind: 'folder', folderPath: folder.path, children: groupRows(crashes, reader, l10n),
  }
}

function groupRows({ folder, groups }: FolderCrashes, reader: Reader, l10n: L10n): readonly CrashRow[] {
  const rows = groups.slice(0, groupsMax).map((group) => groupRow(folder.path, group, reader, l10n))
  if (groups.length <= groupsMax) return rows
  const id = `${folder.path}\nmore`
  return [...rows, moreRow(id, folder.path, l10n.t('{0} more that crashed earlier', groups.length - groupsMax))]
}

function groupRow(folderPath: string, group: CrashGroup, reader: Reader, l10n: L10n): CrashRow {
  const { program, count, last, recent, isOver } = group
  const place = last.where === null ? [] : [placeText(folderPath, last.where)]
  const over = isOver ? [l10n.t('ran well since')] : []
  // A narrow side bar cuts the end off, so what matters least comes last.
  const description = [...place, timesText(count, l10n), agoText(last.atMs, reader.nowMs, l10n), ...over, program].join(' · ')
  const id = `${folderPath}\n${group.id}`
  const children = recent.map((crash) => crashRow({ folderPath, group: group.id, id, crash }, reader, l10n))
  const left = count - recent.length
  return {
    id, label: shortened(crashTitle(last, l10n), labelCharactersMax), description, icon: iconOf(group),
    accessibleLabel: groupSentence(group, reader.nowMs, l10n),
    kind: 'signature', folderPath, group: group.id, crash: last.id, ...(last.where !== null && { place: last.where }),
    children: left > 0 ? [...children, moreRow(`${id}\nmore`, folderPath, l10n.t('{0} earlier ones', left))] : children,
  }
}

interface CrashOf {
  readonly id: string
  readonly folderPath: string
  readonly group: string
  readonly crash: Crash
}

function crashRow({ id, folderPath, group, crash }: CrashOf, reader: Reader, l10n: L10n): CrashRow {
  const description = endingText(crash, l10n)
  const label = clockText(crash.atMs, reader)
  return {
    id: `${id}\n${crash.id}`, label, description, accessibleLabel: `${label}: ${description}`, icon: { id: 'history' },
    kind: 'crash', folderPath, group, crash: crash.id, ...(crash.where !== null && { place: crash.where }), children: [],
  }
}

function moreRow(id: string, folderPath: string, label: string): CrashRow {
  return { id, label, description: '', accessibleLabel: label, icon: { id: 'ellipsis' }, kind: 'more', folderPath, children: [] }
}

// Never the colour alone: the shape differs too.
function iconOf({ last, isOver }: CrashGroup): CrashRow['icon'] {
  if (isOver) return { id: 'pass', color: 'disabledForeground' }
  if (last.asked !== null) return { id: 'beaker' }
  return last.kind === 'hang' ? { id: 'watch', color: 'list.warningForeground' } : { id: 'flame', color: 'testing.iconFailed' }
}
