/** The answer of a server on 127.0.0.1, or undefined while it does not answer. */
export async function answerOf(port: number, path = '/'): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(1_000) })
    return await response.text()
  } catch {
    return undefined
  }
}
