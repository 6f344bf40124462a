const plainWord = /^[\w@%+=:,./-]+$/u
// Plain letters, or quotes around what the shell leaves as it is.
const word = /^(?:[\w@%+=:,./-]|'[^']*'|"[^"$`\\!]*")+$/u
const assignment = /^([A-Za-z_]\w*)=(.*)$/su

/** A command that needs no shell to be understood: `PORT=3000 npm run serve -- --name "my shop"`. */
export interface PlainCommand {
  readonly env: Readonly<Record<string, string>>
  readonly words: readonly string[]
}

/** Undefined where only the shell can tell what a text means. */
export function toPlainCommand(text: string): PlainCommand | undefined {
  const parts = text.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+|['"]/gu) ?? []
  if (!parts.every((part) => word.test(part))) return undefined
  const first = parts.findIndex((part) => !assignment.test(part))
  if (first === -1) return undefined
  const env = parts.slice(0, first).map((part) => assignment.exec(part)).map((match) => [match?.[1] ?? '', unquoted(match?.[2] ?? '')])
  return { env: Object.fromEntries(env) as Record<string, string>, words: parts.slice(first).map(unquoted) }
}

/** Words as a shell reads them back. */
export function toShellText(words: readonly string[]): string {
  return words.map((text) => (plainWord.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)).join(' ')
}

function unquoted(part: string): string {
  return part.replaceAll(/'([^']*)'|"([^"]*)"/gu, (_all, single?: string, double?: string) => single ?? double ?? '')
}
