import type { WhoJudges } from './eslint-config/who-judges.ts'
import type { Finding } from './finding.ts'
import type { ProjectTypeScript } from './find-typescript.ts'
import { isJudged, isTooLong, isTypeScript } from './languages.ts'
import type { LintThread, Outcome } from './lint-thread.ts'
import type { Settings } from './settings.ts'

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

// A file that took too long once would do so at each key that is pressed in it, and let all others wait.
const restMs = 300_000

/** Judges one file by our rules; nothing where that is not for us to do. */
export class FileJudge {
  readonly #parts: JudgeParts
  readonly #resting = new Map<string, number>()

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  async judge({ path, text }: Source): Promise<readonly Finding[]> {
    const { preset, trusted } = this.#parts.settings()
    if (preset === 'off' || !isJudged(path) || isTooLong(text.length) || this.#isResting(path)) return []
    if ((await this.#parts.whoJudges.judgeOf(path)) === 'eslint') return []
    const typescript = trusted && isTypeScript(path) ? await this.#parts.typescript.find(path) : undefined
    return this.#findingsOf(path, await this.#parts.thread.ask({ path, text, preset, typescript }))
  }

  #findingsOf(path: string, outcome: Outcome): readonly Finding[] {
    if (outcome.kind === 'findings') return outcome.findings
    if (outcome.kind === 'too-slow') {
      this.#resting.set(path, performance.now() + restMs)
      this.#parts.report(`cannot judge ${path}: it takes too long (trying again in ${restMs / 60_000} minutes)`)
    }
    if (outcome.kind === 'failed') this.#parts.report(`cannot judge ${path}: ${outcome.reason} (it has no findings for now)`)
    return []
  }

  #isResting(path: string): boolean {
    const until = this.#resting.get(path)
    if (until === undefined) return false
    if (performance.now() < until) return true
    this.#resting.delete(path)
    return false
  }
}
