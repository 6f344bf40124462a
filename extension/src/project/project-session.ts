import { join } from 'node:path'

import type { Answer } from '../../supervision/src/state/control.ts'
import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { findProjectPaths } from '../../supervision/src/state/find-project-paths.ts'
import type { ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import { type ProcessSpec, type Project, readProject } from '../../supervision/src/state/project.ts'
import { monotonicMs } from '../clock.ts'
import type { OnEditorExit } from '../settings.ts'
import { askRestarter } from './ask-restarter.ts'
import { configuredNames } from './configured-names.ts'
import { ControlLink } from './control-link.ts'
import { type CrashLoop, CrashLoops } from './crash-loops.ts'
import { EditorLease } from './editor-lease.ts'
import { JournalFollower } from './journal-follower.ts'
import { noSigns, readSigns } from './life-signs.ts'
import { type ProjectFolder, projectView, type ProjectView } from './project-view.ts'
import { isGone, realFolder } from './real-folder.ts'
import { applySilence } from './silences.ts'
import { RelayWatch } from './relay-watch.ts'
import { dependsOnPlugin, hasSomethingToRun } from './something-to-run.ts'
import { findStranger, type Stranger } from './strangers.ts'

export interface ProjectSessionOptions {
  readonly folder: ProjectFolder
  readonly onEditorExit: () => OnEditorExit
  readonly onChange: () => void
  readonly report: (line: string) => void
}

/**
 * One workspace folder, watched for as long as it is open and trusted. Whatever it shows it reads back from the disk,
 * so a window that was reloaded, or a second one, shows the same. It runs nothing and stops nothing.
 */
export class ProjectSession {
  readonly folder: ProjectFolder
  readonly paths: ProjectPaths
  canRun = false
  #isFolderGone = false
  #hasEslintPlugin = false
  readonly #options: ProjectSessionOptions
  readonly #journal: JournalFollower
  readonly #link: ControlLink
  readonly #lease: EditorLease
  readonly #relay: RelayWatch
  readonly #silentSinceMono = new Map<string, number>()
  #loops = new CrashLoops()
  #project: Project | undefined
  /** Somebody else has it in their hands: nothing that stands there is believed. */
  #stranger: Stranger | undefined
  #configured: readonly string[] | undefined
  #signs = noSigns
  #isFollowing = false
  #startsUnderWay = 0

  static async open(options: ProjectSessionOptions): Promise<ProjectSession> {
    const session = new ProjectSession(options, findProjectPaths(await realFolder(options.folder.path)))
    await session.lookForPrograms()
    return session
  }

  private constructor(options: ProjectSessionOptions, paths: ProjectPaths) {
    const { folder, onEditorExit, report } = options
    this.folder = folder
    this.paths = paths
    this.#options = options
    const onEvents = (events: readonly JournalEvent[]): void => void this.#heard(events)
    const onStart = (): void => {
      this.#silentSinceMono.clear()
      this.#loops = new CrashLoops()
    }
    this.#journal = new JournalFollower({ directory: paths.events, onStart, onEvents, report })
    this.#link = new ControlLink({
      socketPath: this.#socketPath,
      isWanted: async () => (await this.#readProject())?.wish === 'run',
      onChange: () => { this.#guardChanged() },
    })
    const isGuarded = (): boolean => this.#link.guard.kind === 'guarded'
    this.#relay = new RelayWatch(paths.runtime, () => { this.#options.onChange() })
    this.#lease = new EditorLease({ paths, onEditorExit, isGuarded, report })
  }

  /** What is to run, as far as it is known. */
  get specs(): readonly ProcessSpec[] {
    return this.#project?.processes ?? []
  }

  /** Those that somebody must look at. */
  get crashLoops(): readonly CrashLoop[] {
    return this.#loops.toTell
  }

  /** What the present run of a program is known by, until it is up for the first time. */
  startOf(name: string): string | undefined {
    return this.#loops.startOf(name)
  }

  get view(): ProjectView {
    return projectView({
      folder: this.folder,
      canRun: this.canRun,
      isFolderGone: this.#isFolderGone,
      hasEslintPlugin: this.#hasEslintPlugin,
      isStarting: this.#startsUnderWay > 0,
      guard: this.#stranger ?? this.#link.guard,
      project: this.#project,
      configured: this.#configured,
      known: this.#link.processes,
      signs: this.#signs,
      history: this.#journal.history,
      relay: this.#relay.relay,
      silentSinceMono: this.#silentSinceMono,
      now: { mono: monotonicMs(), wall: Date.now() },
    })
  }

  /** The files that say what to run came, went or changed. */
  async lookForPrograms(): Promise<void> {
    this.canRun = await hasSomethingToRun(this.folder.path)
    this.#hasEslintPlugin = await dependsOnPlugin(this.folder.path)
    this.#configured = await configuredNames(this.folder.path)
    const project = await this.#readProject()
    // In a folder without programs nothing of ours is made, unless somebody runs one there by hand.
    if ((this.canRun || project !== undefined) && this.#stranger?.kind !== 'not-ours') await this.#follow()
    this.#options.onChange()
  }

  /** What is nowhere in the journal is read anew, for it is about to be shown. Where nothing runs there is nothing to read. */
  async look(): Promise<void> {
    if (this.#link.guard.kind === 'none') { this.#signs = noSigns; return }
    this.#link.lookAtPrograms()
    const asked = { specs: this.specs, history: this.#journal.history, before: this.#signs }
    // A runtime directory that is gone, or of another user: then nothing is told of it.
    this.#signs = await readSigns(this.paths, asked).catch(() => noSigns)
  }

  /** Shows the project as starting until the start has come back. */
  async duringStart<T>(start: () => Promise<T>): Promise<T> {
    this.#startsUnderWay += 1
    this.#options.onChange()
    try {
      return await start()
    } finally {
      await this.#journal.catchUp()
      await this.lookForPrograms()
      await this.#link.connect()
      this.#startsUnderWay -= 1
      this.#options.onChange()
    }
  }

  /**
   * Nobody judges the program for so long; 0 ends that. Not by the command: it is renewed every few seconds, and the first one
   * must arrive before a silence counts as a hang.
   */
  pause(name: string, forMs: number): boolean {
    return this.#link.pause(name, forMs)
  }

  /** For when the folder is gone: our command, which does it else, could not run there. Undefined: nobody answers. */
  async stop(name: string | undefined): Promise<Answer | undefined> {
    if (this.#stranger !== undefined) return undefined
    return askRestarter(this.#socketPath, { do: 'stop', ...(name !== undefined && { name }), why: 'Stop, in the editor' })
  }

  dispose(): void {
    this.#journal.dispose()
    this.#link.dispose()
    this.#lease.dispose()
    this.#relay.dispose()
  }

  get #socketPath(): string {
    return join(this.paths.runtime, 'control.sock')
  }

  async #follow(): Promise<void> {
    if (this.#isFollowing) return
    this.#isFollowing = true
    await this.#journal.start()
    await this.#relay.look()
    await this.#link.connect()
  }

  async #heard(events: readonly JournalEvent[]): Promise<void> {
    for (const event of events) {
      applySilence(this.#silentSinceMono, event)
      this.#loops.apply(event)
    }
    if (events.some(({ event }) => event === 'relay')) await this.#relay.look()
    await this.#readProject()
    if (this.#stranger?.kind === 'not-ours') { this.#options.onChange(); return }
    const isOfGuards = events.some(({ event }) => event === 'role-up' || event === 'role-lost')
    if (isOfGuards || this.#link.guard.kind === 'none') this.#link.look()
    this.#link.lookAtProgramsAgain()
    this.#options.onChange()
  }

  #guardChanged(): void {
    void this.#lease.look()
    this.#options.onChange()
  }

  async #readProject(): Promise<Project | undefined> {
    try {
      this.#isFolderGone = await isGone(this.folder.path)
      this.#found(await findStranger(this.paths))
      this.#project = this.#stranger === undefined ? await readProject(this.paths) : undefined
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.report(`cannot read ${this.paths.project}: ${reason}`)
    }
    return this.#project
  }

  #found(stranger: Stranger | undefined): void {
    const isNews = JSON.stringify(stranger) !== JSON.stringify(this.#stranger)
    this.#stranger = stranger
    if (!isNews || stranger === undefined) return
    const what = stranger.kind === 'not-ours' ? `${stranger.path} is not a folder of this user` : 'another version supervises it'
    this.#options.report(`${this.folder.path}: ${what}; nothing of it is used`)
  }
}
