import { realpath } from 'node:fs/promises'
import { join } from 'node:path'

import type { JournalEvent } from '../../supervision/src/state/event.ts'
import { findProjectPaths } from '../../supervision/src/state/find-project-paths.ts'
import type { ProjectPaths } from '../../supervision/src/state/project-paths.ts'
import { type ProcessSpec, type Project, readProject } from '../../supervision/src/state/project.ts'
import { monotonicMs } from '../clock.ts'
import type { OnEditorExit } from '../settings.ts'
import { configuredNames } from './configured-names.ts'
import { ControlLink } from './control-link.ts'
import { type CrashLoop, CrashLoops } from './crash-loops.ts'
import { EditorLease } from './editor-lease.ts'
import { JournalFollower } from './journal-follower.ts'
import { noSigns, readSigns } from './life-signs.ts'
import { type ProjectFolder, projectView, type ProjectView } from './project-view.ts'
import { applySilence } from './silences.ts'
import { RelayWatch } from './relay-watch.ts'
import { dependsOnPlugin, hasSomethingToRun } from './something-to-run.ts'

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
  #hasEslintPlugin = false
  readonly #options: ProjectSessionOptions
  readonly #journal: JournalFollower
  readonly #link: ControlLink
  readonly #lease: EditorLease
  readonly #relay: RelayWatch
  readonly #silentSinceMono = new Map<string, number>()
  #loops = new CrashLoops()
  #project: Project | undefined
  #configured: readonly string[] | undefined
  #signs = noSigns
  #isFollowing = false
  #startsUnderWay = 0

  static async open(options: ProjectSessionOptions): Promise<ProjectSession> {
    const session = new ProjectSession(options, findProjectPaths(await realpath(options.folder.path)))
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
      socketPath: join(paths.runtime, 'control.sock'),
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

  get view(): ProjectView {
    return projectView({
      folder: this.folder,
      canRun: this.canRun,
      hasEslintPlugin: this.#hasEslintPlugin,
      isStarting: this.#startsUnderWay > 0,
      guard: this.#link.guard,
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
    if (this.canRun || project !== undefined) await this.#follow()
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

  dispose(): void {
    this.#journal.dispose()
    this.#link.dispose()
    this.#lease.dispose()
    this.#relay.dispose()
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
      this.#project = await readProject(this.paths)
    } catch (error) {
      // A runtime directory of another user: the command says so when it is asked to start.
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.report(`cannot read ${this.paths.project}: ${reason}`)
    }
    return this.#project
  }
}
