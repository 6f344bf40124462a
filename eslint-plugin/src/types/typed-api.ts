import { unwrap, type Node } from '../ast/node.ts'
import { resolveApi } from '../resolve/api.ts'
import { memberOf, moduleApi, type Api } from '../resolve/canonical.ts'
import { answerOnce, type SourceFile } from '../source-file.ts'
import { typesOf, type TsNode, type Types } from './checker.ts'

// What a callee stands for, by the imports of this file or, where these do not say it, by its type. Types are slow to ask:
// only for a callee whose name is one that the rule looks for.
export function resolveTyped(file: SourceFile, callee: Node, isWanted: (api: Api) => boolean): Api | undefined {
  const api = resolveApi(file, callee)
  if (api && isWanted(api)) return api
  const typed = typedApi(file, callee)
  return typed && isWanted(typed) ? typed : api
}

function typedApi(file: SourceFile, callee: Node): Api | undefined {
  const find = () => {
    const types = typesOf(file)
    return types && findTyped(types, unwrap(callee))
  }
  return answerOnce<Api | undefined>(file, 'typed api', callee, { meanwhile: undefined, find })
}

function findTyped(types: Types, callee: Node): Api | undefined {
  const name = types.nodeOf(callee.type === 'MemberExpression' ? callee.property : callee)
  const [declaration] = name ? types.declarationsOf(name) : []
  const api = declaration && apiOfDeclaration(declaration)
  if (callee.type !== 'MemberExpression' || callee.computed || api?.module === 'process') return api
  return inheritedApi(types, callee.object, nameOf(declaration)) ?? api
}

// `on` of a process is declared for all emitters.
function inheritedApi(types: Types, object: Node, method: string | undefined): Api | undefined {
  const node = types.nodeOf(object)
  const [declaration] = node ? types.declarationsOfType(node) : []
  const owner = declaration && apiOfDeclaration(declaration)
  return owner?.module === 'process' && owner.path === '' && method !== undefined ? memberOf(owner, method) : undefined
}

// `declare module "fs/promises" { function writeFile }`, and `export function outputFile` of a package.
export function apiOfDeclaration(declaration: TsNode): Api | undefined {
  const path: string[] = []
  let module: string | undefined
  for (let node: TsNode | undefined = declaration; node; node = node.parent) {
    const name = nameOf(node)
    if (name === undefined || name === 'global') continue
    if (/^['"]/.test(name)) module = name.slice(1, -1)
    else path.unshift(name)
  }
  if (path[0] === 'NodeJS' && path[1] === 'Process') return path.slice(2).reduce(memberOf, moduleApi('process'))
  const source = module ?? packageOf(declaration.getSourceFile().fileName)
  return source === undefined ? undefined : path.reduce(memberOf, moduleApi(source))
}

function nameOf(node: TsNode | undefined): string | undefined {
  return node?.name?.getText()
}

// `…/node_modules/@types/fs-extra/index.d.ts` declares `fs-extra`.
function packageOf(fileName: string): string | undefined {
  const [, inside] = /^.*\/node_modules\/(.*)$/.exec(fileName) ?? []
  const [scope = '', name = ''] = inside?.split('/') ?? []
  if (scope === '@types') return name.replace(/^(.+)__/, '@$1/')
  return scope === '' ? undefined : scope.startsWith('@') ? `${scope}/${name}` : scope
}
