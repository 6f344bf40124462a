import type { CodePlace } from '../../supervision/src/state/event.ts'
import { longDurationText, secondsLeftText, secondsPassedText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import { isRunning, isUp, type ProgramView, type ProjectView } from '../project/project-view.ts'
import { type Detail, programDetails } from './program-details.ts'
import { availabilityText, crashesText, recoveryText, stateText } from './program-texts.ts'

/** One row of the Programs tree, whole: whoever has all rows has all that the tree shows. */
export interface ProgramRow {
  /** Stays the same while the row means the same, so that the tree keeps what is open and selected. */
  readonly id: string
  readonly label: string
  readonly description: string
  /** A sentence, for screen readers. */
  readonly accessibleLabel: string
  readonly tooltip: string
  readonly icon: RowIcon
  /** Decides which actions the row has. */
  readonly kind: 'project.running' | 'project.stopped' | 'program.running' | 'program.stopped' | 'detail'
  readonly isOpen: boolean
  readonly folderPath: string
  /** What commands act on; all programs of the folder where there is none. */
  readonly program?: string
  readonly place?: CodePlace
  readonly children: readonly ProgramRow[]
}

interface RowIcon {
  readonly id: string
  /** Never the only sign: the shape differs too. */
  readonly color?: 'testing.iconPassed' | 'testing.iconFailed' | 'list.warningForeground'
}

/** The tree's rows. Folders are a level only where there is more than one project. */
export function programRows(projects: readonly ProjectView[], l10n: L10n): readonly ProgramRow[] {
  // One that never ran has no programs yet. By itself it has a welcome; beside others it needs a row with Start.
  const shown = projects.filter(({ programs, canRun }) => programs.length > 0 || canRun)
  const [only] = shown
  if (shown.length > 1) return shown.map((project) => projectRow(project, l10n))
  return only === undefined ? [] : only.programs.map((program) => programRow(only, program, l10n))
}

function projectRow(project: ProjectView, l10n: L10n): ProgramRow {
  const { folder, programs, isStarting } = project
  const description = projectText(project, l10n)
  return {
    // Of a row without children the editor remembers that it is folded, and would go on so when there are some.
    id: programs.length > 0 ? folder.path : `${folder.path}\nnot started`,
    label: folder.name,
    description,
    accessibleLabel: `${folder.name}: ${description}`,
    tooltip: folder.path,
    icon: { id: 'folder' },
    kind: isStarting || programs.some(isRunning) ? 'project.running' : 'project.stopped',
    isOpen: true,
    folderPath: folder.path,
    children: programs.map((program) => programRow(project, program, l10n)),
  }
}

function projectText({ programs, isStarting }: ProjectView, l10n: L10n): string {
  if (programs.length > 0) return l10n.t('{0}/{1} up', programs.filter(isUp).length, programs.length)
  return isStarting ? l10n.t('starting') : l10n.t('not started')
}

function programRow(project: ProjectView, program: ProgramView, l10n: L10n): ProgramRow {
  const description = descriptionOf(program, l10n)
  const id = `${project.folder.path}\n${program.name}`
  const details = programDetails(project, program, l10n)
  return {
    id,
    label: program.name,
    description,
    accessibleLabel: `${program.name}: ${description}`,
    tooltip: [`${program.name}: ${description}`, ...figuresOf(program, l10n)].join('\n'),
    icon: icons[program.state],
    kind: isRunning(program) ? 'program.running' : 'program.stopped',
    isOpen: false,
    folderPath: project.folder.path,
    program: program.name,
    children: details.map((detail) => detailRow({ id, folderPath: project.folder.path }, program.name, detail)),
  }
}

/** The figures that a folded row has no room for. */
function figuresOf(program: ProgramView, l10n: L10n): string[] {
  const recovery = recoveryText(program, l10n)
  const availability = availabilityText(program, l10n)
  return [
    ...(recovery === undefined ? [] : [l10n.t('Recovery: {0}', recovery)]),
    ...(availability === undefined ? [] : [l10n.t('Available: {0}', availability)]),
  ]
}

const icons: Record<ProgramView['state'], RowIcon> = {
  starting: { id: 'loading~spin' },
  waiting: { id: 'watch' },
  up: { id: 'circle-filled', color: 'testing.iconPassed' },
  suspect: { id: 'warning', color: 'list.warningForeground' },
  restarting: { id: 'sync~spin', color: 'list.warningForeground' },
  backoff: { id: 'error', color: 'testing.iconFailed' },
  paused: { id: 'debug-pause' },
  stopped: { id: 'circle-outline' },
}

function descriptionOf(program: ProgramView, l10n: L10n): string {
  const crashes = program.crashes === 0 && !isRunning(program) ? [] : [crashesText(program.crashes, l10n)]
  const pid = program.pid === null ? [] : [l10n.t('pid {0}', program.pid)]
  // A narrow side bar cuts the end off, so what matters least comes last.
  return [stateAndTime(program, l10n), ...crashes, ...pid].join(' · ')
}

function stateAndTime(program: ProgramView, l10n: L10n): string {
  const { state, upMs, silentMs, retryInMs, waitsFor } = program
  if (state === 'up') return l10n.t('up {0}', longDurationText(upMs, l10n))
  if (state === 'suspect') return l10n.t('silent {0}', secondsPassedText(silentMs, l10n))
  if (state === 'backoff') return l10n.t('down, retry {0}', secondsLeftText(retryInMs, l10n))
  return state === 'waiting' ? l10n.t('waits for {0}', waitsFor.join(', ')) : stateText(program, l10n)
}

function detailRow(parent: Pick<ProgramRow, 'id' | 'folderPath'>, name: string, detail: Detail): ProgramRow {
  const { key, icon, label, description, place } = detail
  const sentence = `${name}, ${label}: ${description}`
  return {
    id: `${parent.id}\n${key}`,
    label,
    description,
    accessibleLabel: sentence,
    tooltip: sentence,
    icon: { id: icon },
    kind: 'detail',
    isOpen: false,
    folderPath: parent.folderPath,
    program: name,
    ...(place === undefined ? {} : { place }),
    children: [],
  }
}
