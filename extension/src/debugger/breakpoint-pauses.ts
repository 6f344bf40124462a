import { commands, debug, type DebugAdapterTracker, type DebugSession, l10n, type LogOutputChannel, window } from 'vscode'

import { monotonicMs } from '../clock.ts'
import type { Disposable } from '../disposable.ts'
import { durationText } from '../durations.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { Projects } from '../projects.ts'
import { readDebugSettings } from '../settings.ts'
import type { AttachedPrograms } from './attached-programs.ts'
import { PauseLease } from './pause-lease.ts'
import { processGroup } from './process-group.ts'
import { likelyPids, pidOfProcessEvent, toPid } from './session-pids.ts'
import { type DebugMessage, StoppedThreads } from './stopped-threads.ts'

const answerDeadlineMs = 1_000
const minuteMs = 60_000

/** A program that somebody may be debugging. */
export interface Held {
  readonly session: ProjectSession
  readonly name: string
}

export interface BreakpointPausesParts {
  readonly projects: Projects
  readonly log: LogOutputChannel
  readonly attached: AttachedPrograms
}

interface HeldProgram {
  readonly lease: PauseLease
  /** Debug sessions in which a thread of it stands still, by their ids. */
  readonly by: Map<string, DebugSession>
}

/** While any thread of a supervised program stands at a breakpoint, the watchdog does not take its silence for a hang. */
export class BreakpointPauses implements Disposable {
  readonly #projects: Projects
  readonly #log: LogOutputChannel
  readonly #attached: AttachedPrograms
  readonly #held = new Map<string, HeldProgram>()
  readonly #registration: Disposable

  constructor({ projects, log, attached }: BreakpointPausesParts) {
    this.#projects = projects
    this.#log = log
    this.#attached = attached
    this.#registration = debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: (session) => this.#track(session) })
  }

  dispose(): void {
    this.#registration.dispose()
    for (const { lease } of this.#held.values()) lease.dispose()
  }

  /** What a program is to do from inside it cannot do at a breakpoint: whoever holds it there is detached, and it runs on. */
  async letRun(program: Held): Promise<void> {
    const sessions = this.#held.get(keyOf(program))?.by.values() ?? []
    await Promise.all([...sessions].map(async (session) => this.#attached.detach(session)))
  }

  #track(session: DebugSession): DebugAdapterTracker {
    const threads = new StoppedThreads()
    const pids = likelyPids(session)
    const found: { program?: Held } = {}
    let told: number | undefined
    const look = (): void => { void this.#look(session, threads, found, told === undefined ? pids : [told, ...pids]) }
    const end = (): void => {
      threads.end()
      look()
    }
    return {
      onWillReceiveMessage: (message: DebugMessage) => { threads.sent(message) },
      onDidSendMessage: (message: DebugMessage) => {
        told = pidOfProcessEvent(message) ?? told
        const wasStopped = threads.isAnyStopped
        threads.heard(message)
        if (threads.isAnyStopped !== wasStopped) look()
      },
      onWillStopSession: end,
      onError: end,
      onExit: end,
    }
  }

  async #look(session: DebugSession, threads: StoppedThreads, found: { program?: Held }, pids: readonly number[]): Promise<void> {
    if (threads.isAnyStopped && found.program === undefined) {
      const program = await this.#programOf(session, pids)
      if (program === undefined) return
      found.program = program
    }
    if (found.program === undefined) return
    // It may have gone on while it was looked for.
    if (threads.isAnyStopped && readDebugSettings().pauseWatchdog) this.#hold(found.program, session)
    else this.#letGo(found.program, session.id)
  }

  async #programOf(session: DebugSession, pids: readonly number[]): Promise<Held | undefined> {
    for (const pid of pids) {
      const program = await this.#programWith(pid)
      if (program !== undefined) return program
    }
    // Other languages tell their pid themselves; what would be evaluated there means nothing to them.
    const pid = session.type.includes('node') ? await askForPid(session) : undefined
    return pid === undefined ? undefined : this.#programWith(pid)
  }

  async #programWith(pid: number): Promise<Held | undefined> {
    const group = await processGroup(pid)
    for (const session of this.#projects.sessions) {
      const program = session.view.programs.find((one) => one.pid !== null && (one.pid === pid || one.pid === group))
      if (program !== undefined) return { session, name: program.name }
    }
    return undefined
  }

  #hold(program: Held, by: DebugSession): void {
    const held = this.#held.get(keyOf(program)) ?? { lease: this.#leaseOf(program), by: new Map<string, DebugSession>() }
    this.#held.set(keyOf(program), held)
    held.by.set(by.id, by)
    this.#log.info(`${program.name} stands at a breakpoint: the watchdog pauses`)
    held.lease.hold()
  }

  #letGo(program: Held, by: string): void {
    const held = this.#held.get(keyOf(program))
    if (held?.by.delete(by) !== true || held.by.size > 0) return
    this.#log.info(`${program.name} goes on: it is judged again`)
    held.lease.letGo()
  }

  #leaseOf(program: Held): PauseLease {
    const lease = new PauseLease({
      pause: (forMs) => { program.session.pause(program.name, forMs) },
      maxMs: () => readDebugSettings().maxPauseMinutes * minuteMs,
      onCap: () => void this.#capped(program, lease),
      nowMono: monotonicMs,
    })
    return lease
  }

  async #capped(program: Held, lease: PauseLease): Promise<void> {
    const { name } = program
    const time = durationText(readDebugSettings().maxPauseMinutes * minuteMs, l10n)
    this.#log.warn(`${name} has stood at a breakpoint for ${time}: it is judged again`)
    const text = l10n.t('{0} has stood at a breakpoint for {1}. The watchdog judges it again, and will restart it.', name, time)
    const [again, settings] = [l10n.t('Pause Again'), l10n.t('Open Settings')]
    const chosen = await window.showWarningMessage(text, again, settings)
    // By now it may have been restarted, and stand nowhere.
    if (chosen === again && this.#held.get(keyOf(program))?.by.size !== 0) lease.hold()
    if (chosen === settings) await commands.executeCommand('workbench.action.openSettings', 'crashOnly.debug')
  }
}

function keyOf({ session, name }: Held): string {
  return `${session.folder.path}\n${name}`
}

/** Node tells its pid also while it stands still. Undefined: it does not answer. */
async function askForPid(session: DebugSession): Promise<number | undefined> {
  const deadline = new Promise<undefined>((resolve) => { setTimeout(resolve, answerDeadlineMs, undefined) })
  try {
    const question = { expression: 'process.pid', context: 'repl' }
    const answer = session.customRequest('evaluate', question) as Promise<{ readonly result?: unknown }>
    return toPid((await Promise.race([answer, deadline]))?.result)
  } catch {
    return undefined // it ended meanwhile
  }
}
