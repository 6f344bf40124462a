import { type ConfigurationChangeEvent, type Uri, workspace } from 'vscode'

import { machineValue } from './machine-value.ts'

export type OnEditorExit = 'stop' | 'keep'

export interface Settings {
  readonly autoStart: boolean
  readonly onEditorExit: OnEditorExit
}

/** The only place that reads settings. They are asked for when they are needed, so a change counts at once. */
export function readSettings(folder: Uri): Settings {
  const settings = workspace.getConfiguration('crashOnly', folder)
  return {
    autoStart: settings.get('autoStart') === true,
    onEditorExit: settings.get('onEditorExit') === 'keep' ? 'keep' : 'stop',
  }
}

const usualHistoryDays = 7

/** Whether crashes are shown in the code. */
export function readShowAtTheLine(): boolean {
  return workspace.getConfiguration('crashOnly').get('showAtTheLine') !== false
}

/** For how many days a crash is shown. */
export function readHistoryDays(): number {
  const days = workspace.getConfiguration('crashOnly').get('historyDays')
  return typeof days === 'number' && days > 0 ? days : usualHistoryDays
}

export interface WatchdogDeviceSettings {
  /** Empty: none. */
  readonly device: string
  readonly timeoutS: number
}

/** What decides about this computer's watchdog device: only what stands in the settings of the machine or the user. */
export function readWatchdogDeviceSettings(): WatchdogDeviceSettings {
  const settings = workspace.getConfiguration('crashOnly')
  const device = machineValue(settings.inspect('watchdogDevice'))
  const timeoutS = machineValue(settings.inspect('watchdogTimeout'))
  return { device: typeof device === 'string' ? device : '', timeoutS: typeof timeoutS === 'number' ? timeoutS : 0 }
}

export interface DebugSettings {
  readonly pauseWatchdog: boolean
  readonly maxPauseMinutes: number
}

export function readDebugSettings(): DebugSettings {
  const settings = workspace.getConfiguration('crashOnly.debug')
  const minutes = settings.get('maxPauseMinutes')
  return {
    pauseWatchdog: settings.get('pauseWatchdog') !== false,
    maxPauseMinutes: typeof minutes === 'number' && minutes >= 0 ? minutes : 30,
  }
}

export type FindingsPreset = 'off' | 'recommended' | 'strict'

/** Which rules are shown in files that the project's ESLint does not judge by our plugin. */
export function readFindingsPreset(): FindingsPreset {
  const preset: unknown = workspace.getConfiguration('crashOnly').get('findings')
  return preset === 'off' || preset === 'strict' ? preset : 'recommended'
}

/** Whether the user has VS Code's ESLint extension show anything, if it is installed. */
export function readEslintIsOn(): boolean {
  return workspace.getConfiguration('eslint').get('enable') !== false
}

export function changesEslint(change: ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration('eslint.enable')
}

export function changesFindings(change: ConfigurationChangeEvent): boolean {
  return change.affectsConfiguration('crashOnly.findings')
}
