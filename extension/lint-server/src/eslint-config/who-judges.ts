import { type Coverage, type EslintAnswer, type AskedFiles } from '../ask-eslint/answer.ts'
import { findConfig, type FoundConfig } from './find-config.ts'
import { mentionsPlugin } from './mentions-plugin.ts'

/** Who shows findings for a file: this server, or the project's own ESLint, which has our plugin. */
export type Judge = 'this-server' | 'eslint'

export interface WhoJudgesOptions {
  readonly isTrusted: () => boolean
  /** Whether the project's ESLint shows anything at all in this editor. */
  readonly eslintRuns: () => boolean
  readonly ask: (asked: AskedFiles) => Promise<EslintAnswer>
  readonly report: (line: string) => void
}

interface Known {
  readonly changedMs: number
  readonly mentions: Promise<boolean>
  readonly coverage: Map<string, Coverage>
  /** The last question to ESLint: the next one waits for it. */
  asked: Promise<void>
  /** It could not be asked: until then it is not asked again. */
  restsUntilMs: number
}

// More than a check of the whole project asks about.
const filesKnownMax = 100_000
// A configuration that fails is asked again, for packages may have been installed meanwhile; one that fails slowly, seldom.
const restMs = 30_000
const restForEachMs = 20

/** Steps aside for files whose ESLint configuration has our plugin: two messages about one line help nobody. */
export class WhoJudges {
  readonly #options: WhoJudgesOptions
  readonly #known = new Map<string, Known>()

  constructor(options: WhoJudgesOptions) {
    this.#options = options
  }

  /** Something that a configuration may depend on was changed. */
  forget(): void {
    this.#known.clear()
  }

  async judgeOf(file: string): Promise<Judge> {
    return (await this.judgesOf([file])).get(file) ?? 'this-server'
  }

  async judgesOf(files: readonly string[]): Promise<Map<string, Judge>> {
    if (!this.#options.eslintRuns()) return new Map(files.map((file) => [file, 'this-server']))
    const judges = new Map<string, Judge>()
    for (const { config, files: some } of await byConfig(files)) {
      const judgeOf = config === undefined ? (): Judge => 'this-server' : await this.#judgeBy(config, some)
      for (const file of some) judges.set(file, judgeOf(file))
    }
    return judges
  }

  async #judgeBy(config: FoundConfig, files: readonly string[]): Promise<(file: string) => Judge> {
    const known = this.#knownOf(config)
    if (!(await known.mentions)) return () => 'this-server'
    // What a folder that is not trusted really does with it can be known only by running it; where ESLint runs, that shows it.
    if (!this.#options.isTrusted()) return () => 'eslint'
    // One at a time: of ten files that are opened together, nine may be spared a configuration that never ends.
    known.asked = known.asked.then(async () => this.#askOnce(config.path, files, known))
    await known.asked
    return (file) => {
      const coverage = known.coverage.get(file)
      // What ESLint could not be asked about it shows nothing for.
      return coverage === undefined || coverage === 'without-plugin' ? 'this-server' : 'eslint'
    }
  }

  #knownOf({ path, changedMs }: FoundConfig): Known {
    const found = this.#known.get(path)
    if (found?.changedMs === changedMs && found.coverage.size < filesKnownMax) return found
    const known = { changedMs, mentions: mentionsPlugin(path), coverage: new Map(), asked: Promise.resolve(), restsUntilMs: -Infinity }
    this.#known.set(path, known)
    return known
  }

  async #askOnce(config: string, files: readonly string[], known: Known): Promise<void> {
    const unasked = files.filter((file) => !known.coverage.has(file))
    const begunMs = performance.now()
    if (unasked.length === 0 || begunMs < known.restsUntilMs) return
    const answer = await this.#options.ask({ config, files: unasked })
    if (answer.kind === 'answered') {
      for (const [file, coverage] of Object.entries(answer.coverage)) known.coverage.set(file, coverage)
      return
    }
    const endedMs = performance.now()
    known.restsUntilMs = endedMs + Math.max(restMs, (endedMs - begunMs) * restForEachMs)
    const [reason = ''] = answer.reason.split('\n')
    this.#options.report(`cannot ask ESLint about ${config}: ${reason} (its files are judged here)`)
  }
}

interface Group {
  readonly config: FoundConfig | undefined
  readonly files: string[]
}

async function byConfig(files: readonly string[]): Promise<readonly Group[]> {
  const groups = new Map<string, Group>()
  for (const file of files) {
    const config = await findConfig(file)
    const group = groups.get(config?.path ?? '')
    if (group === undefined) groups.set(config?.path ?? '', { config, files: [file] })
    else group.files.push(file)
  }
  return [...groups.values()]
}
