/**
 * A key that stands twice in one object of a JSON text, or undefined. JSON.parse would take the last one and drop the
 * other without a word. The text is valid JSON: so a string before a colon is a key, and brackets match.
 */
export function findDuplicateKey(json: string): { readonly key: string; readonly offset: number } | undefined {
  const objects: Set<string>[] = []
  for (const { 0: token, 1: colon, index: offset } of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/gu)) {
    if (token === '{') objects.push(new Set())
    else if (token === '}') objects.pop()
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string
      if (objects.at(-1)?.has(key) === true) return { key, offset }
      objects.at(-1)?.add(key)
    }
  }
  return undefined
}
