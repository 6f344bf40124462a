import { fileURLToPath, pathToFileURL } from 'node:url'

import {
  type CancellationToken, type CodeAction, type CodeActionParams, CodeActionKind, type Connection, DidChangeWatchedFilesNotification,
  type ExecuteCommandParams,
  type InitializeParams, type InitializeResult, TextDocuments, TextDocumentSyncKind, type DidChangeWatchedFilesParams,
  WorkDoneProgressReporter,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'

import { codeActions } from './editor/code-actions.ts'
import { toDiagnostic } from './editor/to-diagnostic.ts'
import { askEslint } from './eslint-config/ask-eslint.ts'
import { WhoJudges } from './eslint-config/who-judges.ts'
import type { Finding } from './finding.ts'
import { ProjectTypeScript } from './find-typescript.ts'
import { FileJudge, findingsIn } from './judge-file.ts'
import { LintThread } from './lint-thread.ts'
import { OpenDocuments } from './open-documents.ts'
import { checkProject, type ProjectSummary } from './project/check-project.ts'
import { readSource } from './project/read-source.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Preset } from './thread/request.ts'

/** The command of the protocol that judges all files of the workspace folders. */
const checkProjectCommand = 'crash-only.checkProject'

const typingPauseMs = 300
const fileDeadlineMs = 20_000
const askDeadlineMs = 30_000
const threadIdleMs = 600_000
const heapMbMax = 1_024
/** Who has the whole project checked wants to know, also where nothing is shown without being asked for. */
const presetWhenOff = 'recommended'

export interface LintServerPrograms {
  readonly threadProgram: URL
  readonly askEslintProgram: string
}

/** The pieces, and what the editor says to them. */
export class LintServer {
  readonly #connection: Connection
  readonly #documents = new TextDocuments(TextDocument)
  readonly #whoJudges: WhoJudges
  readonly #typescript = new ProjectTypeScript()
  readonly #judge: FileJudge
  readonly #open: OpenDocuments
  /** Paths of files with findings that somebody had judged with all others, open or not. */
  readonly #shown = new Set<string>()
  #settings: Settings = readSettings(undefined)
  #roots: readonly string[] = []
  #editor = { hasFolders: false, canWatch: false }

  constructor(connection: Connection, { threadProgram, askEslintProgram }: LintServerPrograms) {
    this.#connection = connection
    const report = (line: string): void => { connection.console.warn(line) }
    this.#whoJudges = new WhoJudges({
      isTrusted: () => this.#settings.trusted,
      eslintRuns: () => this.#settings.eslintRuns,
      ask: async (asked) => askEslint(asked, { program: askEslintProgram, deadlineMs: askDeadlineMs, env: process.env }),
      report,
    })
    const thread = new LintThread({ program: threadProgram, deadlineMs: fileDeadlineMs, idleMs: threadIdleMs, heapMbMax })
    const parts = { whoJudges: this.#whoJudges, typescript: this.#typescript, settings: () => this.#settings, report }
    this.#judge = new FileJudge({ thread, ...parts })
    this.#open = new OpenDocuments({
      delayMs: typingPauseMs,
      judge: async (document) => this.#judgeDocument(document),
      current: (uri) => this.#documents.get(uri),
      show: ({ uri, version }, findings) => { this.#show(uri, findings, version) },
    })
  }

  listen(): void {
    const connection = this.#connection
    connection.onInitialize((params) => this.#initialize(params))
    connection.onInitialized(() => { this.#watchFiles() })
    connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => { this.#configure(settings) })
    connection.onDidChangeWatchedFiles((params) => { this.#filesChanged(params) })
    connection.onCodeAction((params) => this.#codeActions(params))
    connection.onRequest('crash-only/alive', () => true)
    connection.onExecuteCommand(async (params, token, progress) => this.#execute(params, token, progress))
    this.#documents.onDidOpen(({ document }) => { this.#open.judgeSoon(document.uri, 0) })
    this.#documents.onDidChangeContent(({ document: { uri, version } }) => { if (version > 1) this.#open.judgeSoon(uri) })
    this.#documents.onDidClose(({ document }) => { this.#closed(document.uri) })
    this.#documents.listen(connection)
    connection.listen()
  }

  #initialize({ initializationOptions, workspaceFolders, capabilities }: InitializeParams): InitializeResult {
    this.#settings = readSettings(initializationOptions)
    this.#roots = (workspaceFolders ?? []).map(({ uri }) => pathOf(uri)).filter((path) => path !== undefined)
    const { workspaceFolders: folders, didChangeWatchedFiles } = capabilities.workspace ?? {}
    this.#editor = { hasFolders: folders === true, canWatch: didChangeWatchedFiles?.dynamicRegistration === true }
    return {
      serverInfo: { name: 'crash-only' },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        executeCommandProvider: { commands: [checkProjectCommand], workDoneProgress: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    }
  }

  #watchFiles(): void {
    const { hasFolders, canWatch } = this.#editor
    if (hasFolders) this.#connection.workspace.onDidChangeWorkspaceFolders(() => void this.#readRoots())
    if (!canWatch) return
    const globs = ['**/eslint.config.{js,mjs,cjs,ts,mts,cts}', '**/package.json', '**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}']
    const watchers = globs.map((globPattern) => ({ globPattern }))
    void this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers })
  }

  async #readRoots(): Promise<void> {
    const folders = (await this.#connection.workspace.getWorkspaceFolders()) ?? []
    this.#roots = folders.map(({ uri }) => pathOf(uri)).filter((path) => path !== undefined)
  }

  #configure(settings: unknown): void {
    const before = this.#settings.preset
    this.#settings = readSettings(settings, this.#settings)
    if (before !== 'off' && this.#settings.preset === 'off') this.#hideOnDisk()
    this.#judgeAllAgain()
  }

  #filesChanged({ changes }: DidChangeWatchedFilesParams): void {
    const isOfSetUp = changes.some(({ uri }) => /\/(?:eslint\.config\.[cm]?[jt]s|package\.json)$/u.test(uri))
    if (isOfSetUp) this.#judgeAllAgain()
    for (const { uri } of changes) {
      const path = pathOf(uri)
      if (path !== undefined && this.#shown.has(path)) void this.#judgeOnDisk(path)
    }
  }

  #judgeAllAgain(): void {
    this.#whoJudges.forget()
    this.#typescript.forget()
    for (const uri of this.#documents.keys()) this.#open.judgeSoon(uri, 0)
    for (const path of this.#shown) void this.#judgeOnDisk(path)
  }

  async #judgeDocument(document: TextDocument): Promise<readonly Finding[]> {
    const path = pathOf(document.uri)
    return path === undefined ? [] : findingsIn(await this.#judge.judge({ path, text: document.getText() }, this.#presetFor(path)))
  }

  #presetFor(path: string): Preset | 'off' {
    const { preset } = this.#settings
    return preset === 'off' && this.#shown.has(path) ? presetWhenOff : preset
  }

  #closed(uri: string): void {
    this.#open.closed(uri)
    const path = pathOf(uri)
    // What was typed and not saved is gone with it.
    if (path !== undefined && this.#shown.has(path)) void this.#judgeOnDisk(path)
    else this.#show(uri, [])
  }

  /** A file that is gone has no findings. */
  async #judgeOnDisk(path: string): Promise<void> {
    const source = await readSource(path)
    const findings = source.kind === 'text' ? findingsIn(await this.#judge.judge({ path, text: source.text }, this.#presetFor(path))) : []
    this.#showOnDisk(path, findings)
  }

  #show(uri: string, findings: readonly Finding[], version?: number): void {
    const diagnostics = findings.map(toDiagnostic)
    void this.#connection.sendDiagnostics(version === undefined ? { uri, diagnostics } : { uri, diagnostics, version })
  }

  #codeActions({ textDocument: { uri }, range }: CodeActionParams): CodeAction[] {
    const version = this.#documents.get(uri)?.version ?? -1
    return codeActions({ uri, version, findings: this.#open.findingsOf(uri, version) }, range, this.#settings)
  }

  async #execute(
    { command }: ExecuteCommandParams, token: CancellationToken, asked: WorkDoneProgressReporter,
  ): Promise<ProjectSummary | null> {
    if (command !== checkProjectCommand) return null
    // Where the editor does not say how it wants to be told, it may let us choose.
    const offered = WorkDoneProgressReporter.isNullInstance(asked) ? await this.#connection.window.createWorkDoneProgress() : undefined
    const progress = offered ?? asked
    progress.begin('Crash-Only', 0, undefined, true)
    const { preset } = this.#settings
    const summary = await checkProject(this.#roots, {
      judge: async (source) => this.#judge.judge(source, preset === 'off' ? presetWhenOff : preset),
      show: (path, findings) => { this.#showOnDisk(path, findings) },
      progress: (done, all) => { progress.report(Math.floor((done / all) * 100), `${done}/${all}`) },
      isCancelled: () => token.isCancellationRequested || offered?.token.isCancellationRequested === true,
      openText: (path) => this.#openDocument(path)?.getText(),
      prepare: async (files) => this.#whoJudges.judgesOf(files),
    })
    progress.done()
    return summary
  }

  #showOnDisk(path: string, findings: readonly Finding[]): void {
    const wasShown = this.#shown.has(path)
    if (findings.length > 0) this.#shown.add(path)
    else this.#shown.delete(path)
    if (!wasShown && findings.length === 0) return
    const open = this.#openDocument(path)
    if (open === undefined) this.#show(pathToFileURL(path).href, findings)
    // What is open was judged as it stands there, unless that is switched off.
    else if (this.#settings.preset === 'off') this.#open.judgeSoon(open.uri, 0)
  }

  #hideOnDisk(): void {
    for (const path of this.#shown) if (this.#openDocument(path) === undefined) this.#show(pathToFileURL(path).href, [])
    this.#shown.clear()
  }

  /** By its path: editors write one address in several ways. */
  #openDocument(path: string): TextDocument | undefined {
    return this.#documents.all().find(({ uri }) => pathOf(uri) === path)
  }
}

/** Undefined for what is on no disk: there is no project around it. */
function pathOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri) : undefined
}
