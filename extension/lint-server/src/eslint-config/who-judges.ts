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
  readonly coverage: Map<string, Coverage | 'unknown'>
}

const filesKnownMax = 20_000

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
      const coverage = config === undefined ? undefined : await this.#coverageOf(config, some)
      const isOurs = (file: string): boolean => coverage === undefined || coverage.get(file) === 'without-plugin'
      for (const file of some) judges.set(file, isOurs(file) ? 'this-server' : 'eslint')
    }
    return judges
  }

  /** Undefined: the configuration cannot have our plugin. */
  async #coverageOf(config: FoundConfig, files: readonly string[]): Promise<ReadonlyMap<string, Coverage | 'unknown'> | undefined> {
    const known = this.#knownOf(config)
    if (!(await known.mentions)) return undefined
    // What a folder that is not trusted really does with it can be known only by running it; where ESLint runs, that shows it.
    if (!this.#options.isTrusted()) return new Map()
    const unasked = files.filter((file) => !known.coverage.has(file))
    if (unasked.length > 0) await this.#ask(config.path, unasked, known)
    return known.coverage
  }

  #knownOf({ path, changedMs }: FoundConfig): Known {
    const found = this.#known.get(path)
    if (found?.changedMs === changedMs && found.coverage.size < filesKnownMax) return found
    const known = { changedMs, mentions: mentionsPlugin(path), coverage: new Map() }
    this.#known.set(path, known)
    return known
  }

  async #ask(config: string, files: readonly string[], { coverage }: Known): Promise<void> {
    const answer = await this.#options.ask({ config, files })
    if (answer.kind === 'failed') this.#options.report(`cannot ask ESLint about ${config}: ${answer.reason} (its files are left to it)`)
    for (const file of files) coverage.set(file, answer.kind === 'answered' ? answer.coverage[file] ?? 'unknown' : 'unknown')
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
