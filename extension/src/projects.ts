import {
  EventEmitter, RelativePattern, type Uri, workspace, type WorkspaceFolder, type WorkspaceFoldersChangeEvent,
} from 'vscode'

import { atMostEvery } from './at-most-every.ts'
import type { Disposable } from './disposable.ts'
import { untilAgeChangesMs } from './durations.ts'
import { ProjectSession } from './project/project-session.ts'
import { isCounting, isRunning, type ProgramView, type ProjectView } from './project/project-view.ts'
import { programFiles } from './project/something-to-run.ts'
import { readSettings } from './settings.ts'

const showAtMostEveryMs = 250
const countdownMs = 1_000
const clockMs = 30_000
/** However many ages there are. */
const agesAtMostEveryMs = 10_000

export interface ProjectsOptions {
  readonly report: (line: string) => void
  /** A folder was opened, adopted or trusted, and everything about it was read. */
  readonly onOpened: (session: ProjectSession, folder: Uri) => void
}

interface OpenedProject extends Disposable {
  readonly session: ProjectSession
}

/** The projects of all workspace folders, one session each; none while the workspace is not trusted. */
export class Projects implements Disposable {
  readonly #options: ProjectsOptions
  /** Paths of the folders that are open or being opened. */
  readonly #folders = new Set<string>()
  readonly #opened = new Map<string, OpenedProject>()
  readonly #changed = new EventEmitter<readonly ProjectView[]>()
  readonly #subscriptions: Disposable[]
  #opening: Promise<unknown> = Promise.resolve()
  readonly #show = atMostEvery(showAtMostEveryMs, async () => this.#showNow())
  #clock: NodeJS.Timeout | undefined

  /** At most four times a second. */
  readonly onDidChange = this.#changed.event

  constructor(options: ProjectsOptions) {
    this.#options = options
    this.#subscriptions = [
      this.#changed,
      workspace.onDidGrantWorkspaceTrust(() => void this.open()),
      workspace.onDidChangeWorkspaceFolders((change) => void this.#foldersChanged(change)),
    ]
  }

  /** In the order of the workspace, whichever was read first. */
  get sessions(): readonly ProjectSession[] {
    const folders = workspace.workspaceFolders ?? []
    return folders.flatMap(({ uri }) => this.find(uri.fsPath) ?? [])
  }

  /** Resolves when every folder was read. */
  async open(): Promise<void> {
    const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : []
    this.#opening = Promise.all([this.#opening, ...folders.map(async (folder) => this.#add(folder))])
    await this.#opening
    this.#show.soon()
  }

  /** Those of the folders that are open. A command of a window that has just come up waits for all of them. */
  async allSessions(): Promise<readonly ProjectSession[]> {
    await this.#opening
    return this.sessions
  }

  find(folderPath: string): ProjectSession | undefined {
    return this.#opened.get(folderPath)?.session
  }

  dispose(): void {
    clearTimeout(this.#clock)
    this.#show.dispose()
    for (const part of [...this.#opened.values(), ...this.#subscriptions]) part.dispose()
  }

  async #foldersChanged({ added, removed }: WorkspaceFoldersChangeEvent): Promise<void> {
    for (const { uri } of removed) {
      this.#folders.delete(uri.fsPath)
      this.#opened.get(uri.fsPath)?.dispose()
      this.#opened.delete(uri.fsPath)
    }
    if (added.length > 0) await this.open()
    this.#show.soon()
  }

  async #add(folder: WorkspaceFolder): Promise<void> {
    const path = folder.uri.fsPath
    if (folder.uri.scheme !== 'file' || this.#folders.has(path)) return
    this.#folders.add(path)
    try {
      const opened = await this.#openProject(folder)
      if (!this.#folders.has(path)) { opened.dispose(); return } // taken out of the workspace meanwhile
      this.#opened.set(path, opened)
      this.#options.onOpened(opened.session, folder.uri)
    } catch (error) {
      this.#folders.delete(path)
      this.#options.report(`cannot open ${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #openProject({ uri, name }: WorkspaceFolder): Promise<OpenedProject> {
    const session = await ProjectSession.open({
      folder: { name, path: uri.fsPath },
      onEditorExit: () => readSettings(uri).onEditorExit,
      onChange: () => { this.#show.soon() },
      report: this.#options.report,
    })
    const files = workspace.createFileSystemWatcher(new RelativePattern(uri, `{${programFiles.join(',')}}`))
    const look = (): void => void session.lookForPrograms()
    const parts = [session, files, files.onDidCreate(look), files.onDidChange(look), files.onDidDelete(look)]
    return { session, dispose: () => { for (const part of parts) part.dispose() } }
  }

  async #showNow(): Promise<void> {
    await Promise.all(this.sessions.map(async (session) => session.look()))
    const views = this.sessions.map((session) => session.view)
    this.#changed.fire(views)
    this.#keepTimesRight(views)
  }

  // Between two events only the times that are on the screen go on: quickly for a countdown, else slowly, or not.
  #keepTimesRight(views: readonly ProjectView[]): void {
    clearTimeout(this.#clock)
    const waitMs = untilTimesChangeMs(views.flatMap((view) => view.programs))
    if (waitMs !== undefined) this.#clock = setTimeout(() => { this.#show.soon() }, waitMs)
  }
}

/** Undefined: nothing runs, and nothing crashed: no time is shown. */
function untilTimesChangeMs(programs: readonly ProgramView[]): number | undefined {
  if (programs.some(isCounting)) return countdownMs
  if (programs.some(isRunning)) return clockMs
  const ages = programs.flatMap(({ lastCrashAgoMs }) => lastCrashAgoMs ?? [])
  return ages.length === 0 ? undefined : Math.max(agesAtMostEveryMs, Math.min(...ages.map(untilAgeChangesMs)))
}
