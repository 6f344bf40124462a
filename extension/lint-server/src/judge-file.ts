import type { WhoJudges } from './eslint-config/who-judges.ts'
import type { Finding } from './finding.ts'
import type { ProjectTypeScript } from './find-typescript.ts'
import { isJudged, isTooLong, isTypeScript } from './languages.ts'
import type { LintThread, Outcome } from './lint-thread.ts'
import type { Settings } from './settings.ts'
import type { Preset } from './thread/request.ts'

export interface JudgeParts {
  readonly thread: Pick<LintThread, 'ask'>
  readonly whoJudges: WhoJudges
  readonly typescript: ProjectTypeScript
  readonly settings: () => Settings
  readonly report: (line: string) => void
}

export interface Source {
  readonly path: string
  readonly text: string
}

/** What became of a file. */
export type Judgement =
  | { readonly kind: 'judged', readonly findings: readonly Finding[] }
  /** `unreadable`: half-typed, or of another language. `given-up`: it took too long, or a rule failed, which the log tells. */
  | { readonly kind: 'not-asked-for' | 'left-to-eslint' | 'too-large' | 'unreadable' | 'given-up' }

export function findingsIn(judgement: Judgement): readonly Finding[] {
  return judgement.kind === 'judged' ? judgement.findings : []
}

// A file that took too long once would do so at each key that is pressed in it, and let all others wait.
const restMs = 300_000

/** Judges one file by our rules, where that is for us to do. */
export class FileJudge {
  readonly #parts: JudgeParts
  readonly #resting = new Map<string, number>()

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  async judge({ path, text }: Source, preset: Preset | 'off'): Promise<Judgement> {
    if (preset === 'off' || !isJudged(path)) return { kind: 'not-asked-for' }
    if (isTooLong(text.length)) return { kind: 'too-large' }
    if (this.#isResting(path)) return { kind: 'given-up' }
    if ((await this.#parts.whoJudges.judgeOf(path)) === 'eslint') return { kind: 'left-to-eslint' }
    const mayUseProjects = this.#parts.settings().trusted && isTypeScript(path)
    const typescript = mayUseProjects ? await this.#parts.typescript.find(path) : undefined
    return this.#judgement(path, await this.#parts.thread.ask({ path, text, preset, typescript }))
  }

  #judgement(path: string, outcome: Outcome): Judgement {
    if (outcome.kind === 'findings') return { kind: 'judged', findings: outcome.findings }
    if (outcome.kind === 'unreadable') return outcome
    if (outcome.kind === 'too-slow') {
      this.#resting.set(path, performance.now() + restMs)
      this.#parts.report(`cannot judge ${path}: it takes too long (trying again in ${restMs / 60_000} minutes)`)
    } else this.#parts.report(`cannot judge ${path}: ${outcome.reason} (it has no findings for now)`)
    return { kind: 'given-up' }
  }

  #isResting(path: string): boolean {
    const until = this.#resting.get(path)
    if (until === undefined) return false
    if (performance.now() < until) return true
    this.#resting.delete(path)
    return false
  }
}
