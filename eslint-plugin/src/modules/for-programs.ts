import { isCliPath } from '../blocking/cli-file.ts'
import { isEntry, packageOfSync, pathBelow, type OwnPackage } from '../blocking/package-of.ts'
import { importersOf } from './importers.ts'
import { packageSourcesSync } from './package-sources.ts'

// Whether a file is there for command lines alone: all that import it, and import these in turn, end in programs; none of
// them serves, and who imports the package does not get at it.
export function isOnlyForPrograms(path: string, cliFiles: readonly string[]): boolean {
  const own = packageOfSync(path)
  if (!own) return false
  const texts = packageSourcesSync(own.root)
  const waiting = [path]
  const seen = new Set(waiting)
  let programs = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const text = texts.get(next)
    if (text === undefined || serves.test(text) || isEntry(own, next)) return false
    // A file that serves and has a `#!` is judged by itself.
    if (next !== path && isProgram(own, next, { text, cliFiles })) {
      programs += 1
      continue
    }
    const found = importersOf(texts, next)
    if (found.size === 0) return false
    for (const each of found) if (!seen.has(each)) { seen.add(each); waiting.push(each) }
  }
  return programs > 0
}

const serves = /\bcreate(?:Secure)?Server\s*\(|\bexpress\s*\(\s*\)|\bfastify\s*\(|\bnew\s+(?:\w+\.)?(?:Koa|Hapi|(?:WebSocket)?Server)\b|\.listen\s*\(|\(\s*_?(?:req|request|ctx)\s*,\s*_?(?:res|response|next)\b/

function isProgram(own: OwnPackage, path: string, { text, cliFiles }: { text: string, cliFiles: readonly string[] }): boolean {
  // What a package without programs calls commands are those of a database or a bot.
  const names = own.programs.size > 0 ? cliFiles : cliFiles.filter((name) => !/^(?:commands?|tasks?)$/.test(name))
  return text.startsWith('#!') || own.programs.has(pathBelow(own.root, path)) || isCliPath(path, own.root, names)
}
