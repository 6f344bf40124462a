import type { Lane, Mark, Span } from '../dashboard-messages.ts'
import { fillChildren, made, setText } from './element.ts'

const minuteMs = 60_000
const ticks = 5
/** So many marks are told apart at most; those that fall together are one, with a count. */
const markPlaces = 120

export interface Drawing {
  readonly lanes: readonly Lane[]
  readonly now: number
  readonly minutes: number
}

/** The lanes are pictures: the tables below hold the same for whoever does not see them. */
export function drawLanes(list: Element, axis: Element, { lanes, now, minutes }: Drawing): void {
  const from = now - minutes * minuteMs
  const share = (at: number): number => Math.min(1, Math.max(0, (at - from) / (now - from)))
  fillChildren(list, lanes, makeLane, (row, { label, summary, spans, marks }) => {
    const [name, track] = row.children
    if (name === undefined || track === undefined) return
    setText(name, label)
    track.setAttribute('aria-label', summary)
    const [bars, glyphs] = track.children
    const seen = spans.filter(({ to }) => to === null || to > from)
    if (bars !== undefined) fillChildren(bars, seen, () => made('span'), (bar, span) => { placeBar(bar, span, share) })
    if (glyphs !== undefined) fillChildren(glyphs, gathered(marks, from, now), () => made('span', 'glyph'), placeGlyph)
  })
  drawAxis(axis, from, now)
}

function makeLane(): HTMLElement {
  const row = made('div', 'lane')
  const track = made('div', 'track')
  track.setAttribute('role', 'img')
  track.append(made('div', 'bars'), made('div', 'glyphs'))
  row.append(made('span', 'name'), track)
  return row
}

function placeBar(bar: HTMLElement, { state, from, to }: Span, share: (at: number) => number): void {
  const left = share(from)
  const right = to === null ? 1 : share(to)
  bar.className = `bar ${state}`
  bar.style.left = `${left * 100}%`
  bar.style.width = `${(right - left) * 100}%`
}

interface Glyph {
  readonly place: number
  readonly kind: Mark['kind']
  readonly count: number
}

function gathered(marks: readonly Mark[], from: number, now: number): Glyph[] {
  const glyphs = new Map<string, Glyph>()
  for (const { at, kind } of marks) {
    if (at < from || at > now) continue
    const place = Math.round(((at - from) / (now - from)) * markPlaces)
    const key = `${place} ${kind}`
    glyphs.set(key, { place, kind, count: (glyphs.get(key)?.count ?? 0) + 1 })
  }
  return [...glyphs.values()]
}

function placeGlyph(glyph: HTMLElement, { place, kind, count }: Glyph): void {
  glyph.style.left = `${(place / markPlaces) * 100}%`
  setText(glyph, `${kind === 'hang' ? '◆' : '▼'}${count > 1 ? String(count) : ''}`)
}

function drawAxis(axis: Element, from: number, now: number): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const times = Array.from({ length: ticks }, (_, index) => from + ((now - from) * index) / (ticks - 1))
  fillChildren(axis, times, () => made('span'), (tick, at) => { setText(tick, format.format(at)) })
}
