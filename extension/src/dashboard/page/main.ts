/**
 * The page of the dashboard: draws what it is sent. It keeps nothing but the range that was chosen, loads nothing, and can ask
 * for nothing but what `dashboard-messages.ts` names. A page that is hidden is thrown away, and asks anew when it is shown.
 */
import type { DashboardData, FromPage, Lane } from '../dashboard-messages.ts'
import { element } from './element.ts'
import { drawLanes } from './lanes.ts'
import { fillTable } from './tables.ts'
import { fillTiles } from './tiles.ts'

interface Editor {
  postMessage(message: FromPage): void
  getState(): unknown
  setState(state: PageState): void
}

interface PageState {
  readonly minutes: number
}

declare function acquireVsCodeApi(): Editor

const drawAgainMs = 5_000
const defaultMinutes = 15
const editor = acquireVsCodeApi()
let minutes = rememberedMinutes()
let latest: DashboardData | undefined
let latestMono = 0
let lanes: readonly Lane[] = []

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => { if (isOurs(data)) show(data) })
for (const button of rangeButtons()) button.addEventListener('click', () => { chooseRange(Number(button.dataset['minutes'])) })
element('start').addEventListener('click', () => { editor.postMessage({ kind: 'start' }) })
// Between two messages only the present moves on.
setInterval(draw, drawAgainMs)
showRange()
editor.postMessage({ kind: 'ready' })

function isOurs(data: unknown): data is DashboardData {
  return typeof data === 'object' && data !== null && (data as Partial<DashboardData>).kind === 'crash-only-data'
}

function show(data: DashboardData): void {
  latest = data
  latestMono = performance.now()
  lanes = data.lanes ?? lanes
  element('empty').hidden = !data.isEmpty
  element('content').hidden = data.isEmpty
  element('start').hidden = !data.canStart
  fillTiles(element('tiles'), data.tiles)
  fillTable(element('programs'), data.programs, null)
  fillTable(element('crashes'), data.crashes, (id) => { editor.postMessage({ kind: 'open', id }) })
  element('crashes').hidden = data.crashes.length === 0
  element('crashes-none').hidden = data.crashes.length > 0
  element('crashes-note').textContent = data.crashesNote
  document.querySelector('main')?.removeAttribute('aria-busy')
  draw()
}

function draw(): void {
  if (latest === undefined || latest.isEmpty) return
  const now = latest.now + (performance.now() - latestMono)
  drawLanes(element('lanes'), element('axis'), { lanes, now, minutes })
}

function chooseRange(chosen: number): void {
  minutes = chosen
  editor.setState({ minutes })
  showRange()
  draw()
}

function showRange(): void {
  for (const button of rangeButtons()) button.setAttribute('aria-pressed', String(button.dataset['minutes'] === String(minutes)))
}

function rangeButtons(): HTMLElement[] {
  return [...element('ranges').querySelectorAll('button')]
}

function rememberedMinutes(): number {
  const state = editor.getState() as Partial<PageState> | null | undefined
  return typeof state?.minutes === 'number' ? state.minutes : defaultMinutes
}
