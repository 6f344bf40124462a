// Whether a text may get hold of something by one of these names, as `.name`, `['name']`, `{ name }` or `{ other, name }`. It is asked
// before a file is parsed, which takes hundreds of times as long.
export function namesAny(text: string, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => name !== '' && isNamed(text, name))
}

function isNamed(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (isPartOfName(text[at + name.length]) || isPartOfName(text[at - 1])) continue
    if (isGot(text, at) && !(name === 'exports' && /\bmodule\s*\.\s*$/.test(text.slice(Math.max(at - 20, 0), at)))) return true
  }
  return false
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character)
}

// What stands on a line above may be a comment.
function isGot(text: string, at: number): boolean {
  let before = at - 1
  while (text[before] === ' ' || text[before] === '\t') before -= 1
  return before < 0 || /[.{,'"`/\n\r]/.test(text[before] ?? '')
}
