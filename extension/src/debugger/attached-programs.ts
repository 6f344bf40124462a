import { debug, type DebugAdapterTracker, type DebugSession, type LogOutputChannel, Uri, workspace } from 'vscode'

import type { Disposable } from '../disposable.ts'
import type { Projects } from '../projects.ts'
import { type AttachedTo, attachedTo } from './attach-configuration.ts'
import { attachWhenUp } from './attach-when-up.ts'
import { type Ending, SessionEnding } from './session-ending.ts'
import type { DebugMessage } from './stopped-threads.ts'

interface Attached {
  readonly about: AttachedTo
  readonly ending: SessionEnding
}

/** The debug sessions that we began: when the program of one dies and comes back, so does the debugger. */
export class AttachedPrograms implements Disposable {
  readonly #projects: Projects
  readonly #log: LogOutputChannel
  /** By the id of the session at the root: the debugger of Node begins others below it. */
  readonly #attached = new Map<string, Attached>()
  readonly #subscriptions: readonly Disposable[]

  constructor(projects: Projects, log: LogOutputChannel) {
    this.#projects = projects
    this.#log = log
    this.#subscriptions = [
      debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: (session) => this.#track(session) }),
      debug.onDidTerminateDebugSession((session) => { this.#terminated(session) }),
    ]
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  /** Detaches from a program that is about to crash, so that it runs on. Where we had attached the debugger, it comes back. */
  async detach(session: DebugSession): Promise<void> {
    const root = rootOf(session)
    const attached = this.#attached.get(root.id)
    attached?.ending.isOurs()
    try {
      await (attached === undefined ? session : root).customRequest('disconnect', { terminateDebuggee: false })
    } catch {
      // It has ended meanwhile, which is what is wanted.
    }
  }

  #track(session: DebugSession): DebugAdapterTracker | undefined {
    const root = rootOf(session)
    const about = attachedTo(root.configuration)
    if (about === undefined) return undefined
    const { ending } = this.#attached.get(root.id) ?? { ending: new SessionEnding() }
    this.#attached.set(root.id, { about, ending })
    return {
      onWillReceiveMessage: (message: DebugMessage) => { ending.sent(session.id, message) },
      onDidSendMessage: (message: DebugMessage) => { ending.heard(session.id, message) },
    }
  }

  #terminated(session: DebugSession): void {
    const attached = this.#attached.get(session.id)
    this.#attached.delete(session.id)
    if (attached !== undefined && attached.ending.kind !== 'by-user') void this.#attachAgain(session, attached.about, attached.ending.kind)
  }

  async #attachAgain({ configuration: { name } }: DebugSession, about: AttachedTo, ending: Ending): Promise<void> {
    const session = this.#projects.find(about.folderPath)
    if (session === undefined) return
    const next = await attachWhenUp(this.#projects, { session, name: about.program, not: about.pid })
    const lastCrash = session.view.programs.find((program) => program.name === about.program)?.lastCrash
    // It stood at a breakpoint for longer than is allowed, and would stand there again.
    const isLeftThere = ending === 'at-breakpoint' && lastCrash?.kind === 'hang'
    if (next === undefined || isLeftThere || this.#isAttachedTo(about)) return
    this.#log.info(`${about.program} is back: the debugger attaches again`)
    const folder = workspace.getWorkspaceFolder(Uri.file(about.folderPath))
    // Nobody asked for it just now: so no file is saved, and no view opens.
    const quietly = { suppressSaveBeforeStart: true, suppressDebugView: true }
    await debug.startDebugging(folder, { ...next, name: name.replace(String(about.pid), String(attachedTo(next)?.pid)) }, quietly)
  }

  #isAttachedTo({ folderPath, program }: AttachedTo): boolean {
    return [...this.#attached.values()].some(({ about }) => about.folderPath === folderPath && about.program === program)
  }
}

function rootOf(session: DebugSession): DebugSession {
  return session.parentSession === undefined ? session : rootOf(session.parentSession)
}
