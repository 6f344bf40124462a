/** Parsed JSON, or undefined for text that is none: torn, foreign or empty. The caller decides what that means. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
