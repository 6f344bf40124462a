import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { writeDurably } from '../../../extension/supervision/src/platform/durable-file.ts'
import { editorEnvironment } from './editor-environment.ts'
import type { EditorPlace } from './editor-place.ts'
import { startTied } from './tied-process.ts'

/** Folders of an editor in which extensions are installed. */
export interface EditorFolders {
  readonly extensions: string
  /** Settings, logs, and what the editor noted of its extensions. */
  readonly userData: string
}

const deadlineMs = 60_000

/** Installs packaged extensions (.vsix) in one go: a start of the editor's command takes longer than an installation. */
export async function installExtensions(folder: string, place: EditorPlace, files: readonly string[]): Promise<EditorFolders> {
  const folders = { extensions: join(folder, 'extensions'), userData: join(folder, 'user') }
  await mkdir(folders.userData, { recursive: true })
  const outputFile = join(folder, 'install-extensions.log')
  const args = [...(await commonArgs(place, folders)), ...files.flatMap((file) => ['--install-extension', file])]
  const installation = await startTied({ command: place.node, args, cwd: folder, env: editorEnvironment(), outputFile })
  const deadline = setTimeout(installation.kill, deadlineMs)
  const code = await installation.ended
  clearTimeout(deadline)
  if (code !== 0) throw new Error(`editor: cannot install ${files.join(', ')}: exit ${code} (see ${outputFile})`)
  return folders
}

/** What every start of the editor is told. */
export async function commonArgs(place: EditorPlace, { extensions, userData }: EditorFolders): Promise<string[]> {
  const config = join(userData, 'code-server.yaml')
  // Without a file of its own, code-server writes one into the home folder.
  await writeDurably(config, '')
  return [place.program, '--config', config, '--user-data-dir', userData, '--extensions-dir', extensions]
}
