import { ancestorsOf, unwrap, type Node } from '../ast/node.ts'
import { keyName } from '../ast/property-name.ts'
import { remembered, type SourceFile } from '../source-file.ts'

interface Typed {
  readonly typeAnnotation?: { readonly typeAnnotation?: Node }
}

// The type that TypeScript code writes beside a name: `private db: PrismaService`. Nothing is asked of TypeScript.
export function declaredType(file: SourceFile, node: Node): string | undefined {
  const inner = unwrap(node)
  if (inner.type === 'Identifier') {
    const [declared] = file.variables.get(inner)?.identifiers ?? []
    return declared && annotationOf(file, declared)
  }
  if (inner.type !== 'MemberExpression' || unwrap(inner.object).type !== 'ThisExpression') return undefined
  for (const outer of ancestorsOf(inner)) if (outer.type === 'ClassBody') return fieldTypes(file, outer).get(keyName(inner) ?? '')
  return undefined
}

function annotationOf(file: SourceFile, node: Node): string | undefined {
  const type = (node as Typed).typeAnnotation?.typeAnnotation
  return type && file.source.getText(type)
}

// Fields, and the parameters of a constructor that are fields.
function fieldTypes(file: SourceFile, body: Node): ReadonlyMap<string, string> {
  return remembered(file, 'types of fields', body, () => {
    const types = new Map<string, string>()
    const add = (name: string | undefined, node: Node) => {
      const type = annotationOf(file, node)
      if (name !== undefined && type !== undefined) types.set(name, type)
    }
    for (const member of body.type === 'ClassBody' ? body.body : []) {
      if (member.type === 'PropertyDefinition') add(keyName(member), member)
      if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue
      for (const param of member.value.params) {
        const field = parameterOf(param)
        if (field?.type === 'Identifier') add(field.name, field)
      }
    }
    return types
  })
}

function parameterOf(param: Node): Node | undefined {
  return (param.type as string) === 'TSParameterProperty' ? (param as unknown as { parameter: Node }).parameter : undefined
}
