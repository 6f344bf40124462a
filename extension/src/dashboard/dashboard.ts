import { randomBytes } from 'node:crypto'
import {
  commands, env, l10n, Range, Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window,
} from 'vscode'

import type { CodePlace } from '../../supervision/src/state/event.ts'
import { atMostEvery } from '../at-most-every.ts'
import { clockText } from '../crashes/crash-texts.ts'
import type { Disposable } from '../disposable.ts'
import type { Projects } from '../projects.ts'
import { dashboardData } from './dashboard-data.ts'
import { dashboardHtml } from './dashboard-html.ts'
import { type DashboardData, type FromPage, parseFromPage, type ToPage } from './dashboard-messages.ts'
import { Timelines } from './timelines.ts'

const viewType = 'crashOnly.dashboard'
const pushAtMostEveryMs = 250

export interface DashboardOptions {
  readonly projects: Projects
  /** The folder of the extension. */
  readonly extensionUri: Uri
  readonly report: (line: string) => void
}

/** One panel, opened by the command and restored after a reload. Without it, none of this costs anything. */
export class Dashboard implements WebviewPanelSerializer, Disposable {
  readonly #options: DashboardOptions
  readonly #serializer = window.registerWebviewPanelSerializer(viewType, this)
  #shown: ShownDashboard | undefined

  constructor(options: DashboardOptions) {
    this.#options = options
  }

  open(): void {
    if (this.#shown !== undefined) { this.#shown.reveal(); return }
    this.#show(window.createWebviewPanel(viewType, l10n.t('Crash-Only Dashboard'), ViewColumn.Active))
  }

  /** The editor restored the tab; what stood in it is read anew from the journal. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the editor asks for a promise
  async deserializeWebviewPanel(panel: WebviewPanel): Promise<void> {
    if (this.#shown === undefined) this.#show(panel)
    else panel.dispose()
  }

  dispose(): void {
    this.#serializer.dispose()
    this.#shown?.dispose()
  }

  #show(panel: WebviewPanel): void {
    this.#shown = new ShownDashboard(panel, this.#options, () => { this.#shown = undefined })
  }
}

class ShownDashboard implements Disposable {
  readonly #panel: WebviewPanel
  readonly #options: DashboardOptions
  readonly #timelines: Timelines
  readonly #push = atMostEvery(pushAtMostEveryMs, async () => this.#pushNow())
  readonly #subscriptions: readonly Disposable[]
  #isReady = false
  #sentLanes = ''
  #places: ReadonlyMap<string, CodePlace> = new Map()

  constructor(panel: WebviewPanel, options: DashboardOptions, onClose: () => void) {
    this.#panel = panel
    this.#options = options
    this.#timelines = new Timelines(options.projects, { onChange: () => { this.#push.soon() }, report: options.report })
    this.#subscriptions = [
      this.#timelines,
      options.projects.onDidChange(() => { this.#push.soon() }),
      panel.webview.onDidReceiveMessage((message) => { this.#hear(message) }),
      panel.onDidChangeViewState(() => { this.#push.soon() }),
      panel.onDidDispose(() => {
        for (const part of this.#subscriptions) part.dispose()
        this.#push.dispose()
        onClose()
      }),
    ]
    this.#fill()
  }

  reveal(): void {
    this.#panel.reveal()
  }

  dispose(): void {
    for (const part of this.#subscriptions) part.dispose()
    this.#push.dispose()
  }

  #fill(): void {
    const { webview } = this.#panel
    const folder = Uri.joinPath(this.#options.extensionUri, 'dist', 'dashboard')
    this.#panel.iconPath = Uri.joinPath(this.#options.extensionUri, 'media', 'activity-bar.svg')
    webview.options = { enableScripts: true, localResourceRoots: [folder] }
    const at = (name: string): string => webview.asWebviewUri(Uri.joinPath(folder, name)).toString()
    webview.html = dashboardHtml({
      language: env.language, cspSource: webview.cspSource, l10n,
      script: at('page.js'), style: at('style.css'), nonce: randomBytes(16).toString('hex'),
    })
  }

  #hear(message: unknown): void {
    const asked = parseFromPage(message)
    if (asked === undefined) this.#options.report('the dashboard was sent a message that is not ours (ignored)')
    else this.#answers[asked.kind](asked)
  }

  readonly #answers: Record<FromPage['kind'], (asked: FromPage) => void> = {
    ready: () => {
      // A page that was hidden is loaded again, and has forgotten all.
      this.#isReady = true
      this.#sentLanes = ''
      this.#push.soon()
    },
    open: (asked) => {
      const place = asked.kind === 'open' ? this.#places.get(asked.id) : undefined
      if (place !== undefined) void openPlace(place)
    },
    start: () => void commands.executeCommand('crashOnly.start'),
  }

  async #pushNow(): Promise<void> {
    if (!this.#isReady || !this.#panel.visible) return
    const projects = this.#options.projects.sessions.map((session) => ({ view: session.view, timeline: this.#timelines.of(session) }))
    const reader = { nowMs: Date.now(), language: env.language }
    const { data, places } = dashboardData({ projects, now: reader.nowMs, clockText: (at) => clockText(at, reader), l10n })
    this.#places = places
    await this.#panel.webview.postMessage(this.#changed(data))
  }

  // They are most of it, and change the least.
  #changed({ lanes, ...rest }: DashboardData): ToPage {
    const text = JSON.stringify(lanes)
    if (lanes === undefined || text === this.#sentLanes) return rest
    this.#sentLanes = text
    return { ...rest, lanes }
  }
}

async function openPlace({ file, line, column }: CodePlace): Promise<void> {
  const at = new Range(line - 1, column - 1, line - 1, column - 1)
  // Beside the dashboard, which one wants to go on seeing.
  await commands.executeCommand('vscode.open', Uri.file(file), { selection: at, viewColumn: ViewColumn.Beside })
}
