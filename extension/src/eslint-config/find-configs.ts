import { dirname, relative } from 'node:path'
import { l10n, RelativePattern, type Uri, window, workspace } from 'vscode'

const configsMax = 100
const names = 'eslint.config.{js,mjs,cjs,ts,mts,cts}'
const notOurs = '**/{node_modules,dist,build,out}/**'

/** A configuration to add to, or the folder to make one in. */
export type ConfigTarget =
  | { readonly kind: 'config', readonly uri: Uri }
  | { readonly kind: 'folder', readonly uri: Uri, readonly oldConfig: Uri | undefined }

/** The ESLint configurations of the workspace that the user wants; of a monorepo with several, those that are picked. */
export async function pickConfigs(): Promise<readonly ConfigTarget[]> {
  const found = await workspace.findFiles(`**/${names}`, notOurs, configsMax)
  const uris = [...found].sort((one, other) => one.path.length - other.path.length || (one.path < other.path ? -1 : 1))
  const [only] = uris
  if (only === undefined) return pickFolder()
  if (uris.length === 1) return [{ kind: 'config', uri: only }]
  const active = nearestTo(window.activeTextEditor?.document.uri, uris) ?? only
  const items = uris.map((uri) => ({ label: workspace.asRelativePath(uri), picked: uri === active, uri }))
  const title = l10n.t('Add the plugin to which ESLint configurations?')
  const chosen = (await window.showQuickPick(items, { title, canPickMany: true })) ?? []
  return chosen.map(({ uri }) => ({ kind: 'config', uri }))
}

function nearestTo(file: Uri | undefined, configs: readonly Uri[]): Uri | undefined {
  const above = configs.filter(({ fsPath }) => file !== undefined && !relative(dirname(fsPath), file.fsPath).startsWith('..'))
  return above.at(-1) // the longest path is the nearest
}

async function pickFolder(): Promise<readonly ConfigTarget[]> {
  const { workspaceFolders: folders = [] } = workspace
  const active = window.activeTextEditor && workspace.getWorkspaceFolder(window.activeTextEditor.document.uri)
  const folder = active ?? (folders.length > 1 ? await window.showWorkspaceFolderPick() : folders[0])
  if (folder === undefined) return []
  const [oldConfig] = await workspace.findFiles(new RelativePattern(folder, '.eslintrc{,.js,.cjs,.json,.yml,.yaml}'), notOurs, 1)
  return [{ kind: 'folder', uri: folder.uri, oldConfig }]
}
