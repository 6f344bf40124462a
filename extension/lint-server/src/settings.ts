import type { Preset } from './thread/request.ts'

/** What an editor says about how to judge: with `initialize`, and by `workspace/didChangeConfiguration`. */
export interface Settings {
  /** `off`: no findings, of no file. */
  readonly preset: Preset | 'off'
  /** Whether code of the project may be run: its TypeScript, and its ESLint to ask which files it judges by our plugin. */
  readonly trusted: boolean
  /**
   * Whether the project's own ESLint shows its findings in this editor, so that ours would be seen twice. Not in one that starts no
   * ESLint in a folder that is not trusted.
   */
  readonly eslintRuns: boolean
  /** The editor has the command `crashOnly.disableForLine`, which asks for a reason. */
  readonly asksForReason: boolean
}

const defaults: Settings = { preset: 'recommended', trusted: false, eslintRuns: true, asksForReason: false }

/** What is not understood is left as it was: an editor of another version may say more, or less. */
export function readSettings(said: unknown, before: Settings = defaults): Settings {
  if (typeof said !== 'object' || said === null) return before
  const { preset, trusted, eslintRuns, asksForReason } = said as Record<string, unknown>
  return {
    preset: preset === 'off' || preset === 'recommended' || preset === 'strict' ? preset : before.preset,
    trusted: typeof trusted === 'boolean' ? trusted : before.trusted,
    eslintRuns: typeof eslintRuns === 'boolean' ? eslintRuns : before.eslintRuns,
    asksForReason: typeof asksForReason === 'boolean' ? asksForReason : before.asksForReason,
  }
}
