import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type LogOutputChannel, type TextDocument, workspace } from 'vscode'

import type { Disposable } from '../disposable.ts'
import { changesFindings, readFindingsPreset } from '../settings.ts'
import { judgedLanguages } from './judged-languages.ts'
import type { Findings, FindingsOptions } from './main.ts'

interface FindingsBundle {
  readonly startFindings: (options: FindingsOptions) => Findings
}

/** Loads what shows findings, once there is a file that it could say something about. */
export class FindingsLoader implements Disposable {
  readonly #options: FindingsOptions
  readonly #bundle: string
  readonly #subscriptions: readonly Disposable[]
  readonly #first: NodeJS.Immediate
  #findings: Findings | undefined

  constructor(options: { readonly log: LogOutputChannel, readonly dist: string }) {
    this.#options = { log: options.log, serverFolder: join(options.dist, 'lint-server') }
    this.#bundle = join(options.dist, 'findings.cjs')
    this.#subscriptions = [
      workspace.onDidOpenTextDocument((document) => { this.#lookAt([document]) }),
      workspace.onDidChangeConfiguration((change) => { if (changesFindings(change)) this.#settingsChanged() }),
      workspace.onDidGrantWorkspaceTrust(() => { this.#settingsChanged() }),
    ]
    // What is open already waits for it: loading the client takes longer than all that `activate` does.
    this.#first = setImmediate(() => { this.#lookAt(workspace.textDocuments) })
  }

  /** The client, started if it was not yet. */
  load(): Findings {
    this.#findings ??= (createRequire(this.#bundle)(this.#bundle) as FindingsBundle).startFindings(this.#options)
    return this.#findings
  }

  dispose(): void {
    clearImmediate(this.#first)
    for (const subscription of this.#subscriptions) subscription.dispose()
    this.#findings?.dispose()
  }

  #lookAt(documents: readonly TextDocument[]): void {
    if (this.#findings !== undefined || readFindingsPreset() === 'off') return
    if (documents.some(({ languageId, uri }) => uri.scheme === 'file' && judgedLanguages.has(languageId))) this.load()
  }

  #settingsChanged(): void {
    if (this.#findings === undefined) this.#lookAt(workspace.textDocuments)
    else this.#findings.settingsChanged()
  }
}
