import type { LogOutputChannel, Memento } from 'vscode'

import type { CrashHistories } from '../crashes/crash-histories.ts'
import type { CrashLoopMessages } from '../crashes/crash-loop-messages.ts'
import type { CrashPages } from '../crashes/crash-pages.ts'
import type { BreakpointPauses } from '../debugger/breakpoint-pauses.ts'
import type { FindingsLoader } from '../findings/findings-loader.ts'
import type { LogTerminals } from '../log/log-terminal.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { Projects } from '../projects.ts'

/** What every command works with. */
export interface CommandContext {
  readonly projects: Projects
  readonly crashes: CrashHistories
  readonly crashPages: CrashPages
  readonly crashLoops: CrashLoopMessages
  readonly breakpoints: BreakpointPauses
  readonly log: LogOutputChannel
  readonly terminals: LogTerminals
  readonly findings: FindingsLoader
  /** What is remembered in this workspace, also after a reload. */
  readonly memory: Memento
  /** Absolute path of the bundled `crash-only.js`. */
  readonly program: string
}

/** What a command acts on: one program, or all of the project. */
export interface Target {
  readonly session: ProjectSession
  readonly program?: string
}

/** What a row of the tree hands over to its commands. */
export interface TargetRow {
  readonly folderPath: string
  readonly program?: string
}
