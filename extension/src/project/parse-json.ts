/** Undefined for a text that is none: being written just now, cut off, or somebody else's. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
