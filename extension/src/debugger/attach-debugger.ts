import { debug, env, l10n, Uri, workspace } from 'vscode'

import type { CommandContext, TargetRow } from '../commands/command-context.ts'
import { pickTarget } from '../commands/pick-target.ts'
import { fail } from '../fail.ts'
import type { ProjectSession } from '../project/project-session.ts'
import { attachConfiguration } from './attach-configuration.ts'

/** Attaches the editor's Node debugger to a program that runs. It runs on under the watchdog, which pauses at breakpoints. */
export async function attachDebugger(context: CommandContext, row?: TargetRow): Promise<void> {
  const title = l10n.t('Attach the debugger to which program?')
  const target = await pickTarget(context, row, { title, among: 'running', orWhole: 'never' })
  if (target?.program === undefined) return
  const configuration = await attachConfiguration(target.session, target.program)
  const folder = workspace.getWorkspaceFolder(Uri.file(target.session.folder.path))
  if (configuration === undefined) { sayNoNode(context, target.session, target.program); return }
  // What fails is told by the debugger itself, in a message of its own.
  await debug.startDebugging(folder, configuration)
}

function sayNoNode({ log }: CommandContext, { view }: ProjectSession, name: string): void {
  const pid = view.programs.find((one) => one.name === name)?.pid ?? null
  const copy = { label: l10n.t('Copy Process ID'), act: async () => env.clipboard.writeText(String(pid)) }
  fail(log, {
    text: l10n.t('{0} is no Node program that runs now. Attach the debugger of its language to its process.', name),
    logged: `attach to ${name}: no Node process of it beats`,
    remedy: pid === null ? undefined : copy,
  })
}
