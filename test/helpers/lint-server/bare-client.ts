import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node'

import { eventually } from '../eventually.ts'

const program = join(import.meta.dirname, '../../../extension/lint-server/bin/crash-only-lint-server.js')

export interface Place { readonly line: number, readonly character: number }
export interface Range { readonly start: Place, readonly end: Place }
export interface Edit { readonly range: Range, readonly newText: string }

export interface Diagnostic {
  readonly source: string
  readonly code: string
  readonly codeDescription: { readonly href: string }
  readonly severity: number
  readonly message: string
  readonly range: Range
}

interface DocumentChange {
  readonly textDocument: { readonly version: number }
  readonly edits: readonly Edit[]
}

export interface CodeAction {
  readonly title: string
  readonly kind: string
  readonly isPreferred?: boolean
  readonly edit?: { readonly documentChanges: readonly DocumentChange[] }
  readonly command?: { readonly command: string, readonly arguments: readonly unknown[] }
}

interface Published { readonly version?: number, readonly diagnostics: readonly Diagnostic[] }

/** What `initialize` is answered with, as far as tests look. */
interface Capabilities { readonly capabilities: Readonly<Record<string, unknown>> }

/** An editor that speaks the protocol and nothing else: no library knows which server it talks to. */
export class BareClient {
  readonly server: ChildProcess
  readonly connection: MessageConnection
  readonly published = new Map<string, Published>()
  readonly warnings: string[] = []
  readonly #root: string
  readonly #awaited = new Map<string, () => void>()
  #version = 1

  constructor(root: string) {
    this.#root = root
    this.server = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const { stdin, stdout } = this.server
    if (stdin === null || stdout === null) throw new Error('the server has no streams')
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin))
    this.connection.onNotification('textDocument/publishDiagnostics', ({ uri, ...published }: Published & { uri: string }) => {
      this.published.set(uri, published)
      this.#awaited.get(uri)?.()
    })
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => { this.warnings.push(message) })
    this.connection.onRequest('window/workDoneProgress/create', () => null)
    this.connection.listen()
  }

  async initialize(initializationOptions?: object): Promise<Capabilities> {
    const workspaceFolders = [{ uri: pathToFileURL(this.#root).href, name: 'project' }]
    const params = { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders, initializationOptions }
    const answer = await this.connection.sendRequest<Capabilities>('initialize', params)
    await this.connection.sendNotification('initialized', {})
    return answer
  }

  uri(file: string): string {
    return pathToFileURL(join(this.#root, file)).href
  }

  /** Opens a file as it stands on the disk, and gives what is found in it. */
  async open(file: string): Promise<readonly Diagnostic[]> {
    const text = await readFile(join(this.#root, file), 'utf8')
    const textDocument = { uri: this.uri(file), languageId: 'javascript', version: this.#version, text }
    this.published.delete(textDocument.uri)
    await this.connection.sendNotification('textDocument/didOpen', { textDocument })
    return this.diagnosticsOf(file)
  }

  /** The whole new text, as somebody has typed it. */
  async change(file: string, text: string): Promise<readonly Diagnostic[]> {
    this.#version += 1
    const version = this.#version
    const textDocument = { uri: this.uri(file), version }
    await this.connection.sendNotification('textDocument/didChange', { textDocument, contentChanges: [{ text }] })
    return eventually(`findings of version ${version}`, async () => {
      const published = this.published.get(this.uri(file))
      return Promise.resolve(published?.version === version && published.diagnostics)
    })
  }

  async diagnosticsOf(file: string): Promise<readonly Diagnostic[]> {
    return eventually(`findings of ${file}`, async () => Promise.resolve(this.published.get(this.uri(file))?.diagnostics), 60_000)
  }

  /** How long it takes until something is said of a file, in milliseconds. */
  async timeToFindings(file: string, act: () => Promise<unknown>): Promise<number> {
    const begin = performance.now()
    const said = new Promise<void>((resolve) => { this.#awaited.set(this.uri(file), resolve) })
    await act()
    await said
    return performance.now() - begin
  }

  async actions(file: string, range: Range): Promise<readonly CodeAction[]> {
    const params = { textDocument: { uri: this.uri(file) }, range, context: { diagnostics: [] } }
    return this.connection.sendRequest<CodeAction[]>('textDocument/codeAction', params)
  }

  close(): void {
    this.connection.dispose()
    this.server.kill('SIGKILL')
  }
}

/** A text after an edit, as an editor applies it. */
export function applyEdit(text: string, { range: { start, end }, newText }: Edit): string {
  const lines = text.split('\n')
  const offset = ({ line, character }: Place): number => lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character
  return text.slice(0, offset(start)) + newText + text.slice(offset(end))
}
