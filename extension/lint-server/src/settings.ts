import type { Preset } from './thread/request.ts'

/** What an editor says about how to judge: with `initialize`, and by `workspace/didChangeConfiguration`. */
export interface Settings {
  /** `off`: no findings, of no file. */
  readonly preset: Preset | 'off'
  /** Whether code of the project may be run: its TypeScript, and its ESLint to ask which files it judges by our plugin. */
  readonly trusted: boolean
  /** The editor has the command `crashOnly.disableForLine`, which asks for a reason. */
  readonly asksForReason: boolean
}

const defaults: Settings = { preset: 'recommended', trusted: false, asksForReason: false }

/** What is not understood is left as it was: an editor of another version may say more, or less. */
export function readSettings(said: unknown, before: Settings = defaults): Settings {
  if (typeof said !== 'object' || said === null) return before
  const { preset, trusted, asksForReason } = said as Record<string, unknown>
  return {
    preset: preset === 'off' || preset === 'recommended' || preset === 'strict' ? preset : before.preset,
    trusted: typeof trusted === 'boolean' ? trusted : before.trusted,
    asksForReason: typeof asksForReason === 'boolean' ? asksForReason : before.asksForReason,
  }
}
