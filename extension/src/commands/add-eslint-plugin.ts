import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { env, l10n, Uri, window, workspace } from 'vscode'

import type { Addition } from '../eslint-config/add-to-config.ts'
import { type ConfigTarget, pickConfigs } from '../eslint-config/find-configs.ts'
import { install } from '../eslint-config/install.ts'
import { findInstallation, type Installation } from '../eslint-config/package-manager.ts'
import { showPreview } from '../eslint-config/preview.ts'
import { replaceText } from '../eslint-config/replace-text.ts'
import { linesToAdd, newConfig } from '../eslint-config/texts.ts'
import { verifyConfig } from '../eslint-config/verify-config.ts'
import { doesEslintRun } from '../findings/eslint-extension.ts'
import { hasEslintPluginNow } from '../welcome-context.ts'
import { fail } from '../fail.ts'
import { openFile } from '../open-file.ts'
import type { CommandContext } from './command-context.ts'

/** The edit of one file. `before` is undefined where there is none yet; `after` is what it says then. */
interface Plan {
  readonly uri: Uri
  readonly before: string | undefined
  readonly after: string
}

/** The part of it that reads and writes JavaScript: a bundle of its own, for a command that is used once in a project. */
interface EditorBundle {
  readonly addToConfig: (text: string, file: string) => Addition
}

/** Adds our plugin to the project's ESLint configuration, shows what that changes, installs it, and sees whether ESLint loads it. */
export async function addEslintPlugin(context: CommandContext): Promise<void> {
  for (const target of await pickConfigs()) await addTo(context, target)
}

async function addTo(context: CommandContext, target: ConfigTarget): Promise<void> {
  const plan = await planFor(context, target)
  if ('refusal' in plan) { await copyLines(context, plan.uri, plan.refusal); return }
  const installation = await findInstallation(dirname(plan.uri.fsPath))
  const choice = await confirm(plan, installation)
  if (choice === 'copy') await copyLines(context, plan.uri, l10n.t('Nothing was changed.'))
  if (choice === 'write') await write(context, plan)
  if (choice === 'write-and-install') await carryOut(context, plan, installation)
}

/** Why nothing can be planned, and the file that this is about. */
interface Refusal {
  readonly uri: Uri
  readonly refusal: string
}

async function planFor({ program }: CommandContext, target: ConfigTarget): Promise<Plan | Refusal> {
  if (target.kind === 'folder') {
    const refusal = l10n.t('This project has an .eslintrc file, which ESLint reads no more. Move it to eslint.config.js.')
    if (target.oldConfig !== undefined) return { uri: target.oldConfig, refusal }
    return { uri: Uri.joinPath(target.uri, newConfig.file), before: undefined, after: newConfig.text }
  }
  const file = workspace.asRelativePath(target.uri)
  const before = (await workspace.openTextDocument(target.uri)).getText()
  const bundle = join(dirname(program), 'add-to-config.cjs')
  const { addToConfig } = createRequire(bundle)(bundle) as EditorBundle
  const addition = addToConfig(before, basename(target.uri.fsPath))
  if (addition.kind === 'not-understood') {
    return { uri: target.uri, refusal: l10n.t('{0} is written in a way that cannot be edited safely.', file) }
  }
  return { uri: target.uri, before, after: addition.kind === 'edited' ? addition.text : before }
}

type Choice = 'write-and-install' | 'write' | 'copy'

/** What is asked beside the change; nothing where there is nothing to change and nothing to install. */
async function confirm({ uri, before = '', after }: Plan, installation: Installation | undefined): Promise<Choice | undefined> {
  if (before === after && installation === undefined) return 'write-and-install'
  const preview = await showPreview({ uri, before, after })
  try {
    // Not a list on top, nor a dialog: both would cover the change, which is mostly in the first lines.
    return await ask(workspace.asRelativePath(uri), installation, { isEdited: before !== after })
  } finally {
    preview.dispose()
  }
}

async function ask(
  file: string, installation: Installation | undefined, { isEdited }: { readonly isEdited: boolean },
): Promise<Choice | undefined> {
  const question = isEdited
    ? l10n.t('Add the Crash-Only plugin to {0}?', file)
    : l10n.t('{0} has the Crash-Only plugin, but not all of it is installed.', file)
  const command = installation && l10n.t('This runs: {0}', `${installation.manager} ${installation.args.join(' ')}`)
  const onlyWrite = [l10n.t('Write'), installation === undefined ? 'write-and-install' : 'write'] as const
  const both = [isEdited ? l10n.t('Write and Install') : l10n.t('Install'), 'write-and-install'] as const
  const answers = [...(installation === undefined ? [] : [both]), ...(isEdited ? [onlyWrite] : [])]
  const all = [...answers, [l10n.t('Copy the Lines'), 'copy'] as const]
  const labels = all.map(([label]) => label)
  const chosen = await window.showInformationMessage(command === undefined ? question : `${question} ${command}`, ...labels)
  return all.find(([label]) => label === chosen)?.[1]
}

async function carryOut(context: CommandContext, plan: Plan, installation: Installation | undefined): Promise<void> {
  const { log, program } = context
  const { uri, before, after } = plan
  const file = workspace.asRelativePath(uri)
  if (!(await write(context, plan))) return
  const failure = await installAndVerify(program, uri, installation)
  if (failure === undefined) {
    log.info(`${uri.fsPath}: ESLint loads the plugin`)
    hasEslintPluginNow()
    void window.showInformationMessage(loadedText(file))
    return
  }
  // A project whose ESLint does not load is worse off than one without our plugin.
  const isBack = before !== after && (await replaceText(uri, after, before))
  await copyLines(context, uri, isBack ? l10n.t('{0} ({1} is as it was.)', failure, file) : failure)
}

function loadedText(file: string): string {
  if (doesEslintRun()) return l10n.t('ESLint loads {0} with the Crash-Only plugin. Its findings come from ESLint now.', file)
  return l10n.t('ESLint loads {0} with the Crash-Only plugin. No ESLint extension runs here: Crash-Only goes on showing findings.', file)
}

/** Whether it is written now. What somebody typed after the question was asked is not overwritten. */
async function write({ log }: CommandContext, { uri, before, after }: Plan): Promise<boolean> {
  if (before === after || (await replaceText(uri, before, after))) return true
  const text = l10n.t('{0} was changed meanwhile. Choose the command again.', workspace.asRelativePath(uri))
  fail(log, { text, logged: `${uri.fsPath}: changed meanwhile, so it is left as it is`, remedy: openFile(uri) })
  return false
}

async function installAndVerify(program: string, uri: Uri, installation: Installation | undefined): Promise<string | undefined> {
  if (installation !== undefined) {
    const { manager, args } = installation
    const code = await install(installation)
    if (code !== 0) return l10n.t('"{0}" failed.', `${manager} ${args.join(' ')}`)
  }
  const folder = dirname(uri.fsPath)
  const files = ['', 'src'].flatMap((part) => ['crash-only.js', 'crash-only.ts'].map((name) => join(folder, part, name)))
  const wrong = await verifyConfig(join(dirname(program), 'lint-server', 'ask-eslint.mjs'), { config: uri.fsPath, files })
  return wrong === undefined ? undefined : l10n.t('ESLint does not load the plugin: {0}.', wrong)
}

async function copyLines({ log }: CommandContext, uri: Uri, reason: string): Promise<void> {
  await env.clipboard.writeText(linesToAdd)
  const text = l10n.t('{0} The lines to add are on the clipboard.', reason)
  fail(log, { text, logged: `${uri.fsPath}: ${reason}`, remedy: openFile(uri), weight: 'warning' })
}
