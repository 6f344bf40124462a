import type { Disposable } from '../disposable.ts'
import { JournalFollower } from '../project/journal-follower.ts'
import type { ProjectSession } from '../project/project-session.ts'
import type { Projects } from '../projects.ts'
import { Timeline } from './timeline.ts'

interface Followed extends Disposable {
  readonly timeline: Timeline
  /** Once; again does nothing. */
  readonly start: () => void
}

/** The timelines of all projects that are open. Each is read from the first event that is left, and then followed. */
export class Timelines implements Disposable {
  readonly #onChange: () => void
  readonly #report: (line: string) => void
  readonly #followed = new Map<ProjectSession, Followed>()
  readonly #subscription: Disposable

  constructor(projects: Projects, { onChange, report }: { readonly onChange: () => void; readonly report: (line: string) => void }) {
    this.#onChange = onChange
    this.#report = report
    this.#subscription = projects.onDidChange(() => { this.#forgetAllBut(projects.sessions) })
  }

  of(session: ProjectSession): Timeline {
    const followed = this.#followed.get(session) ?? this.#follow(session)
    this.#followed.set(session, followed)
    // In a folder in which nothing can run nothing of ours is made, not even to be watched.
    if (session.canRun || session.view.programs.length > 0) followed.start()
    return followed.timeline
  }

  dispose(): void {
    this.#subscription.dispose()
    this.#forgetAllBut([])
  }

  #follow({ paths }: ProjectSession): Followed {
    let isStarted = false
    const start = (): void => {
      if (!isStarted) void follower.start()
      isStarted = true
    }
    const followed = { timeline: new Timeline(), start, dispose: () => { follower.dispose() } }
    const follower = new JournalFollower({
      directory: paths.events,
      from: 'first-event',
      onStart: () => { followed.timeline = new Timeline() },
      onEvents: (events) => {
        for (const event of events) followed.timeline.apply(event)
        this.#onChange()
      },
      report: this.#report,
    })
    return followed
  }

  #forgetAllBut(sessions: readonly ProjectSession[]): void {
    for (const [session, followed] of this.#followed) {
      if (sessions.includes(session)) continue
      followed.dispose()
      this.#followed.delete(session)
    }
  }
}
