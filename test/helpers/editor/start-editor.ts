import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { writeDurably } from '../../../extension/supervision/src/platform/durable-file.ts'
import { until } from '../../../extension/supervision/src/platform/wait.ts'
import { editorEnvironment } from './editor-environment.ts'
import type { EditorPlace } from './editor-place.ts'
import { findFreePort } from './free-port.ts'
import { commonArgs, type EditorFolders, installExtensions } from './install-extensions.ts'
import { openSessionFolder } from './session-folder.ts'
import { askForTrust, quietSettings } from './settings.ts'
import { startTied } from './tied-process.ts'

/** One running editor. It dies with us; `stop` is only for ending it sooner. */
export interface Editor {
  readonly port: number
  /** Of the group in which the server and its extension hosts are. */
  readonly pid: number
  /** Resolves when it is gone, wanted or not. */
  readonly ended: Promise<number>
  readonly userDataFolder: string
  readonly logFile: string
  readonly stop: () => Promise<void>
}

export interface EditorOptions {
  readonly place: EditorPlace
  /** Packaged extensions (.vsix) to install into it; or where some are installed, that any number of editors share. */
  readonly extensions: readonly string[] | EditorFolders
  /** Does a folder count as trusted at once, or does the editor ask first? */
  readonly trust: 'every-folder' | 'ask'
  readonly settings?: Readonly<Record<string, unknown>>
  readonly environment?: NodeJS.ProcessEnv
}

const readyDeadlineMs = 60_000

/** VS Code's server and workbench on a free port of 127.0.0.1, with its own settings and extensions. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const session = await openSessionFolder()
  const folders = await foldersWithExtensions(session.folder, options)
  await writeSettings(folders, options)
  const port = await findFreePort()
  const logFile = join(session.folder, 'server.log')
  const server = await startTied({
    command: options.place.node,
    args: [...(await commonArgs(options.place, folders)), ...serverArgs(port, options.trust)],
    cwd: session.folder,
    env: editorEnvironment(options.environment),
    outputFile: logFile,
  })
  await waitUntilReady(port, server.ended, logFile)
  const stop = async () => {
    server.kill()
    await server.ended
    await session.remove()
  }
  return { port, pid: server.pid, ended: server.ended, userDataFolder: folders.userData, logFile, stop }
}

async function foldersWithExtensions(folder: string, { place, extensions }: EditorOptions): Promise<EditorFolders> {
  if (!('userData' in extensions)) return installExtensions(folder, place, extensions)
  const temporary = join(folder, 'user')
  await cp(extensions.userData, temporary, { recursive: true })
  return { ...extensions, userData: temporary }
}

async function writeSettings({ userData }: EditorFolders, options: EditorOptions): Promise<void> {
  const ofUser = { ...quietSettings, ...(options.trust === 'ask' ? askForTrust : {}), ...options.settings }
  // Where a setting is the machine's, only those of the machine count on which the server runs.
  for (const [name, settings] of Object.entries({ User: ofUser, Machine: options.settings ?? {} })) {
    await mkdir(join(userData, name), { recursive: true })
    await writeDurably(join(userData, name, 'settings.json'), JSON.stringify(settings, undefined, 2))
  }
}

function serverArgs(port: number, trust: EditorOptions['trust']): string[] {
  return [
    // Not --bind-addr: the variable PORT, which is for the project, would win over it.
    ...['--auth', 'none', '--host', '127.0.0.1', '--port', `${port}`, '--reconnection-grace-time', '5'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...(trust === 'ask' ? [] : ['--disable-workspace-trust']),
  ]
}

async function waitUntilReady(port: number, ended: Promise<number>, logFile: string): Promise<void> {
  let code: number | undefined
  void ended.then((exitCode) => (code = exitCode))
  const outcome = await until(async () => (code !== undefined ? 'dead' : await probe(port)), readyDeadlineMs)
  if (outcome !== 'ready') throw new Error(`editor: the server did not start: ${outcome ?? 'timeout'} (see ${logFile})`)
}

async function probe(port: number): Promise<'ready' | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) })
    return answer.ok ? 'ready' : undefined
  } catch {
    return undefined // nobody listens yet
  }
}
