import type { CodePlace } from '../../supervision/src/state/event.ts'

/** What a command has to say to its reader, on standard output. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** A reader that went away (`crash-only events | head`) is no error of ours. */
export function endWithReader(): void {
  process.stdout.on('error', () => { process.exit(0) })
}

/** ` at file:line:column`, or nothing. */
export function inPlace(place: CodePlace | null | undefined): string {
  return place ? ` at ${place.file}:${place.line}:${place.column}` : ''
}

export function inWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return `${(ms / 3_600_000).toFixed(1)} h`
}
