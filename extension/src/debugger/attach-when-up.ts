import type { CancellationToken, DebugConfiguration } from 'vscode'

import type { ProjectSession } from '../project/project-session.ts'
import { isUp } from '../project/project-view.ts'
import type { Projects } from '../projects.ts'
import { attachConfiguration, attachedTo } from './attach-configuration.ts'

const upDeadlineMs = 30_000

export interface ProgramToAttach {
  readonly session: ProjectSession
  readonly name: string
  /** A process that is meant no more: it died. */
  readonly not?: number
}

/** How to attach to a program, once it is up. Undefined: it does not come up, was stopped, or is no Node program. */
export async function attachWhenUp(
  projects: Projects, { session, name, not }: ProgramToAttach, token?: CancellationToken,
): Promise<DebugConfiguration | undefined> {
  return new Promise((resolve) => {
    // Each change of what is shown may be the news that it is up.
    const look = async (): Promise<void> => {
      const program = session.view.programs.find((one) => one.name === name)
      if (program?.state === 'stopped') { end(undefined); return }
      const configuration = program !== undefined && isUp(program) ? await attachConfiguration(session, name) : undefined
      if (configuration !== undefined && attachedTo(configuration)?.pid !== not) end(configuration)
    }
    const parts = [projects.onDidChange(() => void look())]
    const deadline = setTimeout(() => { end(undefined) }, upDeadlineMs)
    const end = (configuration: DebugConfiguration | undefined): void => {
      clearTimeout(deadline)
      for (const part of parts) part.dispose()
      resolve(configuration)
    }
    if (token !== undefined) parts.push(token.onCancellationRequested(() => { end(undefined) }))
    void look()
  })
}
