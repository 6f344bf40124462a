import type * as ESTree from 'estree'

import { unwrap } from '../ast/node.ts'
import type { SourceFile } from '../source-file.ts'
import { typesOf } from '../types/checker.ts'
import { apiOfDeclaration } from '../types/typed-api.ts'

// Whether the types say that what is called is no client of a database: a regular expression, a queue, a logger. What the
// project declares itself may be a wrapper around one.
export function isNoClient(file: SourceFile, call: ESTree.CallExpression): boolean {
  const types = typesOf(file)
  const callee = unwrap(call.callee)
  const object = callee.type === 'MemberExpression' ? types?.nodeOf(callee.object) : undefined
  const declarations = types && object ? types.declarationsOfType(object) : []
  return declarations.length > 0 && declarations.every((each) => {
    const { fileName } = each.getSourceFile()
    const module = /\/(?:lib\.[\w.]+\.d\.ts)$/.test(fileName) ? 'lib' : apiOfDeclaration(each)?.module
    return module !== undefined && !databases.test(module)
  })
}

const databases = /sql|prisma|knex|typeorm|drizzle|sequelize|kysely|slonik|mikro-orm|maria|postgres|duckdb|oracle|neon|database|(?:^|[-/@])(?:pg|db)(?:$|[-/])/i
