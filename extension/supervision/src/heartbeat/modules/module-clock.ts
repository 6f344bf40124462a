import diagnostics from 'node:diagnostics_channel'
import module from 'node:module'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Loading {
  readonly specifier: string
  url: string | undefined
  readonly beganMs: number
  insideMs: number
}

interface RequireMessage {
  readonly id: string
}

/** What is resolved and loaded from now on, in this order, and how long the code of each CommonJS module ran. Node tells by hooks. */
export class ModuleClock {
  readonly urls = new Set<string>()
  /** Who asked for a module, by URL; each may have several. */
  readonly parents = new Map<string, Set<string>>()
  readonly #selfMs = new Map<string, number>()
  readonly #stack: Loading[] = []
  readonly #hooks: { deregister(): void } | undefined
  readonly #onStart = (message: unknown): void => {
    const { id } = message as RequireMessage
    // An ES module that imports a CommonJS one has resolved it before.
    this.#stack.push({ specifier: id, url: isAbsolute(id) ? pathToFileURL(id).href : undefined, beganMs: performance.now(), insideMs: 0 })
  }
  readonly #onEnd = (): void => { this.#end() }

  constructor() {
    const { registerHooks } = module as { registerHooks?: typeof module.registerHooks } // Node 22.15
    this.#hooks = registerHooks?.({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context)
        this.#note(specifier, resolved.url, context.parentURL)
        return resolved
      },
    })
    const { subscribe } = diagnostics as { subscribe?: typeof diagnostics.subscribe } // Node 18.7
    subscribe?.('tracing:module.require:start', this.#onStart)
    subscribe?.('tracing:module.require:end', this.#onEnd)
  }

  /** Whether ES modules are seen, too. */
  get seesAll(): boolean {
    return this.#hooks !== undefined
  }

  /** Undoes all of it: the program's later loads cost nothing. */
  stop(): void {
    this.#hooks?.deregister()
    const { unsubscribe } = diagnostics as { unsubscribe?: typeof diagnostics.unsubscribe }
    unsubscribe?.('tracing:module.require:start', this.#onStart)
    unsubscribe?.('tracing:module.require:end', this.#onEnd)
  }

  selfMsOf(path: string): number | null {
    const ms = this.#selfMs.get(pathToFileURL(path).href)
    return ms === undefined ? null : Math.round(ms * 100) / 100
  }

  #note(specifier: string, url: string, parent: string | undefined): void {
    this.urls.add(url)
    if (parent !== undefined) this.parents.set(url, (this.parents.get(url) ?? new Set()).add(parent))
    const top = this.#stack.at(-1)
    if (top?.specifier === specifier) top.url ??= url
  }

  #end(): void {
    const done = this.#stack.pop()
    if (done === undefined) return
    const totalMs = performance.now() - done.beganMs
    const around = this.#stack.at(-1)
    if (around !== undefined) around.insideMs += totalMs
    // The first time counts: later it comes from the cache.
    if (done.url !== undefined && !this.#selfMs.has(done.url)) this.#selfMs.set(done.url, totalMs - done.insideMs)
  }
}
