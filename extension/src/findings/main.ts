/**
 * The client of our language server: a bundle of its own, loaded when the first file is opened that our rules are about. The
 * server may die, or hang, at any time; it is started again, and what the editor shows meanwhile stays.
 */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'

import {
  CloseAction, DidChangeConfigurationNotification, ErrorAction, ExecuteCommandRequest, LanguageClient, type LanguageClientOptions,
  RevealOutputChannelOn, WorkDoneProgress,
} from 'vscode-languageclient/node'
import {
  type CancellationToken, CodeAction, type DiagnosticCollection, l10n, languages, type LogOutputChannel, type Progress, workspace,
} from 'vscode'

import type { ProjectSummary } from '../../lint-server/src/project/check-project.ts'
import type { Disposable } from '../disposable.ts'
import { readFindingsPreset } from '../settings.ts'
import { judgedLanguages } from './judged-languages.ts'
import { doesEslintRun, watchEslint } from './eslint-extension.ts'
import { Liveness } from './liveness.ts'
import { RestartDelay } from './restart-delay.ts'
import { startServer } from './start-server.ts'

const hangsAfterMs = 30_000
const askPauseMs = 10_000
const checkProjectCommand = 'crash-only.checkProject'

export interface FindingsOptions {
  readonly log: LogOutputChannel
  /** The folder of the bundled language server. */
  readonly serverFolder: string
}

type ShownProgress = Progress<{ message?: string, increment?: number }>

/** What the rest of the extension does with it. */
export interface Findings extends Disposable {
  readonly settingsChanged: () => void
  readonly checkProject: (progress: ShownProgress, cancel: CancellationToken) => Promise<ProjectSummary>
}

export function startFindings(options: FindingsOptions): Findings {
  return new FindingsClient(options)
}

class FindingsClient implements Findings {
  readonly #log: LogOutputChannel
  readonly #client: LanguageClient
  readonly #shown: DiagnosticCollection = languages.createDiagnosticCollection('crash-only')
  readonly #delay = new RestartDelay()
  readonly #liveness: Liveness
  readonly #eslint: Disposable
  #server: ChildProcess | undefined
  #isDisposed = false

  constructor({ log, serverFolder }: FindingsOptions) {
    this.#log = log
    const start = async (): Promise<ChildProcess> => {
      this.#delay.started(performance.now())
      this.#server = startServer(join(serverFolder, 'main.mjs'))
      log.info(`lint server: started, process ${this.#server.pid ?? '?'}`)
      return Promise.resolve(this.#server)
    }
    this.#client = new QuietClient('crashOnly.findings', 'Crash-Only', start, this.#clientOptions())
    this.#liveness = new Liveness({
      ask: async () => this.#client.sendRequest('crash-only/alive'),
      answerDeadlineMs: hangsAfterMs,
      pauseMs: askPauseMs,
      onHang: () => {
        log.warn('lint server: no answer, killing it')
        this.#server?.kill('SIGKILL')
      },
    })
    this.#eslint = watchEslint(this.settingsChanged)
    void this.#start()
  }

  readonly settingsChanged = (): void => {
    void this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: settings() })
  }

  readonly checkProject: Findings['checkProject'] = async (progress, cancel) => {
    const workDoneToken = `check-${performance.now()}`
    let percentage = 0
    const listener = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind !== 'report') return
      progress.report({ message: value.message ?? '', increment: (value.percentage ?? percentage) - percentage })
      percentage = value.percentage ?? percentage
    })
    try {
      const asked = { command: checkProjectCommand, arguments: [], workDoneToken }
      return await this.#client.sendRequest(ExecuteCommandRequest.type, asked, cancel) as ProjectSummary
    } finally {
      listener.dispose()
    }
  }

  dispose(): void {
    this.#isDisposed = true
    this.#eslint.dispose()
    this.#liveness.dispose()
    this.#server?.kill('SIGKILL')
    this.#shown.dispose()
  }

  async #start(): Promise<void> {
    try {
      await this.#client.start()
    } catch (error) {
      this.#log.error(`lint server: cannot start: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #clientOptions(): LanguageClientOptions {
    return {
      documentSelector: [...judgedLanguages].map((language) => ({ scheme: 'file', language })),
      initializationOptions: settings,
      outputChannel: this.#log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // What is shown stays while a server dies and the next one starts: nobody sees it.
      diagnosticCollectionProvider: { create: () => this.#shown, dispose: () => undefined },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: async () => this.#closed(),
      },
      middleware: {
        didOpen: async (document, next) => { this.#liveness.used(performance.now()); await next(document) },
        didChange: async (change, next) => { this.#liveness.used(performance.now()); await next(change) },
        provideCodeActions: async (document, range, context, cancel, next) => {
          const actions = await next(document, range, context, cancel)
          return actions?.map((action) => (action instanceof CodeAction ? translated(action) : action))
        },
      },
    }
  }

  async #closed() {
    this.#liveness.dispose()
    const delayMs = this.#delay.ended(performance.now())
    this.#log.warn(`lint server: it ended, starting it again in ${delayMs} ms`)
    await new Promise((resolve) => { setTimeout(resolve, delayMs) })
    // The window may have been closed meanwhile.
    return { action: this.#isDisposed ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true }
  }
}

/** It would say in a message that a server died while it started, which is nothing that anybody has to do something about. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false)
  }
}

function settings(): object {
  // Where no ESLint runs, nobody would show what a configuration asks for.
  return { preset: readFindingsPreset(), trusted: workspace.isTrusted, eslintRuns: doesEslintRun(), asksForReason: true }
}

/** The titles of what switches a rule off are the only ones that are not the rule's own. */
function translated(action: CodeAction): CodeAction {
  const { rule } = (action.command?.arguments?.[0] ?? {}) as { rule?: string }
  if (action.command?.command === 'crashOnly.disableForLine' && rule !== undefined) {
    action.title = l10n.t('Disable {0} for this line, with a reason', rule)
  }
  return action
}
