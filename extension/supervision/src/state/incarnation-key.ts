/** What files about an incarnation are called. */
export function incarnationKey(name: string, incarnation: number): string {
  return `${name}.${incarnation}`
}

/** Name and number from `<name>.<n>`, or undefined for another text. A name may hold dots itself. */
export function parseIncarnationKey(key: string): { name: string; incarnation: number } | undefined {
  const [, name, digits] = /^(.+)\.(\d+)$/u.exec(key) ?? []
  return name === undefined ? undefined : { name, incarnation: Number(digits) }
}
