import { parentOf, unwrap, wrapped, type Node } from '../ast/node.ts'
import { calleeName, keyName } from '../ast/property-name.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'

// Whether this file syncs anything to the disk. Which file is synced where is often decided in a helper, so one place is
// taken as a sign that its author knows.
export function syncsAnything(file: SourceFile): boolean {
  const find = () => /f(?:data)?sync|\bflush\b|fullfsync|durable|\.(?:data)?sync\(\)/i.test(file.source.text) && hasSync(file)
  return answerOnce(file, 'syncs', file.source.ast, { meanwhile: false, find })
}

function hasSync(file: SourceFile): boolean {
  if (file.index.calls.some((call) => isSync(call))) return true
  for (const [name, members] of file.index.members) {
    if (/^f(?:data)?sync(?:Sync)?$/.test(name) && members.some((member) => isPassedOn(member))) return true
  }
  return /\bflush\s*:\s*true\b|['"]?O_D?SYNC\b|flags?:\s*['"][wa]s\+?['"]/.test(file.source.text)
}

function isSync(call: Parameters<typeof calleeName>[0]): boolean {
  const name = calleeName(call) ?? ''
  if (/f(?:data)?sync|fullfsync/i.test(name)) return true
  // `handle.sync()` of a FileHandle takes nothing; `mkdirp.sync(…)` does.
  const callee = unwrap(call.callee)
  return (name === 'sync' || name === 'datasync') && call.arguments.length === 0 && callee.type === 'MemberExpression'
    && keyName(callee) === name
}

function isPassedOn(member: Node): boolean {
  const parent = parentOf(wrapped(member))
  return parent?.type === 'CallExpression' || parent?.type === 'AssignmentExpression' || parent?.type === 'VariableDeclarator'
}
