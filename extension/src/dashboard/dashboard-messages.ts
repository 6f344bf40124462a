/**
 * What the editor and the page of the dashboard say to each other. Everything in it is text to show or a time to draw: the page
 * cannot name a file or a command, and can ask for nothing but what stands here.
 */
export type ToPage = DashboardData

export type FromPage =
  /** It is loaded, and shows nothing yet. */
  | { readonly kind: 'ready' }
  /** Of a crash in the table: its place in the code. */
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'start' }

export interface DashboardData {
  readonly kind: 'crash-only-data'
  /** Wall time, as are all times in it. */
  readonly now: number
  /** Nothing ever ran: then all else is empty. */
  readonly isEmpty: boolean
  readonly canStart: boolean
  readonly tiles: readonly Tile[]
  /** Left out when it is as before. */
  readonly lanes?: readonly Lane[]
  readonly programs: readonly TableRow[]
  readonly crashes: readonly CrashRow[]
  readonly crashesNote: string
}

export interface Tile {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly detail: string
}

export interface Lane {
  readonly id: string
  readonly label: string
  /** A sentence, for screen readers: the tables below have all of it. */
  readonly summary: string
  readonly spans: readonly Span[]
  readonly marks: readonly Mark[]
}

export type SpanState = 'starting' | 'up' | 'silent' | 'down' | 'paused'

export interface Span {
  readonly state: SpanState
  readonly from: number
  /** Null: it goes on. */
  readonly to: number | null
}

export interface Mark {
  readonly at: number
  readonly kind: 'crash' | 'hang'
}

export interface TableRow {
  readonly id: string
  readonly cells: readonly string[]
}

export interface CrashRow extends TableRow {
  /** The cell that opens the place in the code; null: no place is known. */
  readonly place: string | null
}

/** Undefined for anything that is not one of ours: a webview also gets messages of others. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { kind, id } = message as { readonly kind?: unknown; readonly id?: unknown }
  if (kind === 'ready' || kind === 'start') return { kind }
  return kind === 'open' && typeof id === 'string' ? { kind, id } : undefined
}
