import { longDurationText, secondsLeftText, secondsPassedText } from '../durations.ts'
import type { L10n } from '../l10n.ts'
import { isUp, type ProgramView, type ProjectView } from '../project/project-view.ts'
import { availabilityText, crashesText, recoveryText, stateText } from '../programs/program-texts.ts'
import { deviceView } from './device-view.ts'
import { troubleView } from './trouble-view.ts'

/** What the status bar item shows. The label is a sentence, for screen readers. */
export interface StatusBarView {
  readonly text: string
  readonly background: 'none' | 'warning' | 'error'
  readonly label: string
  /** Markdown. */
  readonly tooltip: string
}

type Shown = Pick<ProgramView, 'name' | 'state' | 'waitsFor' | 'silentMs' | 'retryInMs' | 'crashes' | 'lastCrashAgoMs'>

interface Look extends Pick<StatusBarView, 'background'> {
  readonly urgency: number
  readonly text: (program: Shown, l10n: L10n) => string
}

const looks: Record<ProgramView['state'], Look> = {
  backoff: {
    urgency: 6,
    background: 'error',
    text: ({ name, retryInMs }, l10n) => l10n.t('$(error) {0} down, retry {1}', name, secondsLeftText(retryInMs, l10n)),
  },
  restarting: {
    urgency: 5,
    background: 'warning',
    text: ({ name }, l10n) => l10n.t('$(sync~spin) {0} restarting', name),
  },
  suspect: {
    urgency: 4,
    background: 'warning',
    text: ({ name, silentMs }, l10n) => l10n.t('$(warning) {0} silent {1}', name, secondsPassedText(silentMs, l10n)),
  },
  paused: {
    urgency: 3,
    background: 'none',
    text: ({ name }, l10n) => l10n.t('$(debug-pause) {0}: watchdog paused', name),
  },
  starting: { urgency: 2, background: 'none', text: ({ name }, l10n) => l10n.t('$(loading~spin) {0} starting', name) },
  waiting: {
    urgency: 1,
    background: 'none',
    text: ({ name, waitsFor }, l10n) => l10n.t('$(watch) {0} waits for {1}', name, waitsFor.join(', ')),
  },
  up: { urgency: 0, background: 'none', text: upText },
  stopped: { urgency: 0, background: 'none', text: ({ name }, l10n) => l10n.t('$(circle-slash) {0} stopped', name) },
}

/** Undefined: there is nothing to show, so nothing is shown. */
export function statusBarView(projects: readonly ProjectView[], l10n: L10n): StatusBarView | undefined {
  const shown = projects.filter((project) => project.canRun || project.programs.length > 0)
  if (shown.length === 0) return undefined
  const tooltip = tooltipOf(shown, l10n)
  const device = deviceView(shown, l10n)
  if (device?.isUrgent === true) return { ...device, background: 'error', tooltip }
  const view = viewOf(shown, l10n)
  if (view === undefined || device === undefined) return view && { ...view, tooltip }
  return { ...view, text: `${view.text} ${device.text}`, label: `${view.label} ${device.label}`, tooltip }
}

function viewOf(shown: readonly ProjectView[], l10n: L10n): Omit<StatusBarView, 'tooltip'> | undefined {
  if (shown.some(({ guard }) => guard.kind === 'lost')) return noSupervisor(l10n)
  const trouble = troubleView(shown, l10n)
  if (trouble !== undefined) return trouble
  const programs = shown.flatMap(programsOf)
  const [worst] = programs.toSorted((a, b) => looks[b.state].urgency - looks[a.state].urgency)
  if (worst === undefined) return undefined
  const label = programs.map((program) => sentenceOf(program, l10n)).join(' ')
  if (programs.length > 1 && looks[worst.state].urgency === 0) {
    return { text: summaryText(programs, l10n), background: 'none', label }
  }
  return { text: looks[worst.state].text(worst, l10n), background: looks[worst.state].background, label }
}

function noSupervisor(l10n: L10n): Omit<StatusBarView, 'tooltip'> {
  return {
    text: l10n.t('$(error) Crash-Only: no supervisor'),
    background: 'error',
    label: l10n.t('Crash-Only: nobody supervises this project, though it should run. Start it again.'),
  }
}

// Before its first start a project has no names; the folder's stands for all.
function programsOf({ folder, isStarting, programs }: ProjectView): readonly Shown[] {
  if (programs.length > 0) return programs
  const state = isStarting ? 'starting' : 'stopped'
  return [{ name: folder.name, state, waitsFor: [], silentMs: 0, retryInMs: 0, crashes: 0, lastCrashAgoMs: null }]
}

function upText({ name, crashes }: Shown, l10n: L10n): string {
  if (crashes === 0) return l10n.t('$(pulse) {0} up', name)
  return l10n.t('$(pulse) {0}: {1}', name, crashesText(crashes, l10n))
}

function summaryText(programs: readonly Shown[], l10n: L10n): string {
  const up = programs.filter(isUp).length
  if (up === 0) return l10n.t('$(circle-slash) {0} programs stopped', programs.length)
  const crashes = programs.reduce((sum, program) => sum + program.crashes, 0)
  if (crashes === 0) return l10n.t('$(pulse) {0}/{1} up', up, programs.length)
  return l10n.t('$(pulse) {0}/{1} up: {2}', up, programs.length, crashesText(crashes, l10n))
}

function sentenceOf(program: Shown, l10n: L10n): string {
  const { name, crashes, lastCrashAgoMs } = program
  const state = stateText(program, l10n)
  if (crashes === 0) return l10n.t('{0} is {1}.', name, state)
  const count = crashesText(crashes, l10n)
  if (lastCrashAgoMs === null) return l10n.t('{0} is {1}, {2}.', name, state, count)
  const ago = longDurationText(lastCrashAgoMs, l10n)
  return l10n.t('{0} is {1}, {2}, the last one {3} ago.', name, state, count, ago)
}

function tooltipOf(projects: readonly ProjectView[], l10n: L10n): string {
  const programs = projects.flatMap((project) => project.programs)
  const told = [troubleView(projects, l10n), deviceView(projects, l10n)].filter((one) => one !== undefined)
  const notes = told.map(({ label }) => escaped(label))
  if (programs.length === 0) return notes[0] ?? l10n.t('Crash-Only: not started')
  const counts = [l10n.t('Crashes'), l10n.t('Hangs'), l10n.t('Recovery'), l10n.t('Available')]
  const head = [l10n.t('Program'), l10n.t('State'), l10n.t('pid'), l10n.t('Up'), ...counts]
  const rows = programs.map((program) => tooltipCells(program, l10n))
  const table = [head, head.map(() => '---'), ...rows].map(tableRow).join('\n')
  const links = tooltipCommands.map((command) => `[${escaped(linkTexts[command](l10n))}](command:${command})`).join(' · ')
  return [table, ...notes, links].join('\n\n')
}

/** What its links may run: nothing else does, whatever a program is called. */
export const tooltipCommands = ['crashOnly.openDashboard', 'crashOnly.showLog'] as const

const linkTexts: Record<(typeof tooltipCommands)[number], (l10n: L10n) => string> = {
  'crashOnly.openDashboard': (l10n) => l10n.t('Open Dashboard'),
  'crashOnly.showLog': (l10n) => l10n.t('Show Log'),
}

function tooltipCells(program: ProgramView, l10n: L10n): string[] {
  const { name, pid, upMs, crashes, hangs } = program
  const pidText = pid === null ? '' : String(pid)
  // One that waits, for its next try or for another, has no time of being up.
  const up = pid === null ? '' : longDurationText(upMs, l10n)
  const figures = [recoveryText(program, l10n) ?? '', availabilityText(program, l10n) ?? '']
  return [escaped(name), escaped(stateText(program, l10n)), pidText, up, String(crashes), String(hangs), ...figures]
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>&$]/gu, '\\$&')
}
