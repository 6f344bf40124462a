import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { ModuleClock } from './module-clock.ts'
import { putFile } from '../put-file.ts'
import { findWarmable, inPackages } from './warmable.ts'

export interface LearnPlace {
  /** The file that is written. */
  readonly path: string
  /** Written into it: for what installed packages it holds. */
  readonly key: string
}

/** Notes what the program loads while it starts: for spares, which load the packages among it ahead. */
export class ModuleLesson {
  readonly #environment = { ...process.env }
  readonly #clock = new ModuleClock()
  readonly #program = programSync()
  #servesHttp = false

  /** @param server of which Node knows more when it is one of `http` or `https` */
  listens(server: object): void {
    this.#servesHttp ||= 'keepAliveTimeout' in server
  }

  /** The program is up: writes it down. */
  write({ path, key }: LearnPlace): void {
    this.#clock.stop()
    void this.#tell(key).then(async (text) => putFile(path, text)).catch(() => undefined) // no room, no folder: then nothing was learned
  }

  async #tell(key: string): Promise<string> {
    const modules = modulesOf(this.#clock)
    const warmable = await findWarmable(modules.map((one) => one.path), this.#clock.parents, this.#program)
    const changedEnv = Object.keys(process.env).filter((name) => process.env[name] !== this.#environment[name])
    const servesHttp = this.#servesHttp
    return JSON.stringify({
      v: 2, key, modules: modules.map((one) => ({ ...one, isWarmable: warmable.has(one.path) })), changedEnv, servesHttp,
    })
  }

  /** The program's own files that are loaded by now; null where this Node does not tell. */
  ownFilesSync(): string[] | null {
    const own = modulesOf(this.#clock).map(({ path }) => path).filter((path) => !path.includes(inPackages))
    return this.#clock.seesAll && own.includes(this.#program ?? '') ? own : null
  }
}

/** What Node was started with. */
function programSync(): string | undefined {
  try {
    return process.argv[1] === undefined ? undefined : realpathSync(require.resolve(process.argv[1]))
  } catch {
    return undefined // it is a command that only the program's own loader understands
  }
}

function modulesOf(clock: ModuleClock): { path: string; kind: 'cjs' | 'esm'; selfMs: number | null }[] {
  // What is in here was loaded as CommonJS, in the order of its first `require`; also where there are no hooks.
  const cjs = new Set(Object.keys(require.cache).filter((path) => path !== __filename))
  const paths = new Set([...[...clock.urls].map(pathOf).filter((path) => path !== undefined), ...cjs])
  return [...paths].map((path) => ({ path, kind: cjs.has(path) ? 'cjs' : 'esm', selfMs: clock.selfMsOf(path) }))
}

// One with a query is a module of its own each time: nothing that could be loaded ahead.
function pathOf(url: string): string | undefined {
  return url.startsWith('file:') && !url.includes('?') ? fileURLToPath(url) : undefined
}
