import { l10n, Uri, window, workspace, WorkspaceEdit } from 'vscode'

import { readProjectFacts } from '../create-config/project-facts.ts'
import { configOfCommand, configText, type ProposedConfig, proposeConfig } from '../create-config/propose-config.ts'
import { fail, sayMissing } from '../fail.ts'
import { isThere } from '../open-file.ts'
import type { CommandContext } from './command-context.ts'

/** Writes a `crash-only.json` from what is found in the folder, and shows it. One that is there is shown as it is. */
export async function createConfig(context: CommandContext): Promise<void> {
  const folder = await pickFolder(context)
  if (folder === undefined) return
  const uri = Uri.joinPath(Uri.file(folder), 'crash-only.json')
  if (await isThere(uri)) {
    await window.showTextDocument(uri)
    return
  }
  const config = proposeConfig(await readProjectFacts(folder)) ?? (await askForCommand())
  if (config === undefined) return
  const edit = new WorkspaceEdit()
  edit.createFile(uri, { contents: Buffer.from(configText(config)) })
  if (!(await workspace.applyEdit(edit))) {
    fail(context.log, { text: l10n.t('{0} cannot be written.', workspace.asRelativePath(uri)), logged: `cannot write ${uri.fsPath}` })
    return
  }
  context.log.info(`${uri.fsPath}: created, with ${Object.keys(config.processes).join(', ')}`)
  await window.showTextDocument(uri)
}

async function pickFolder({ projects, log }: CommandContext): Promise<string | undefined> {
  const sessions = await projects.allSessions()
  if (sessions.length === 0) sayMissing(log, 'readable-folder')
  const items = sessions.map(({ folder: { name, path } }) => ({ label: name, description: path }))
  if (items.length < 2) return items[0]?.description
  return (await window.showQuickPick(items, { title: l10n.t('Create the config of which project?') }))?.description
}

async function askForCommand(): Promise<ProposedConfig | undefined> {
  const title = l10n.t('Which command starts your program?')
  const prompt = l10n.t('Neither a Procfile, nor a script of package.json, nor a usual file name was found.')
  const command = await window.showInputBox({ title, prompt, placeHolder: 'node server.js' })
  return command === undefined || command.trim() === '' ? undefined : configOfCommand(command.trim())
}
