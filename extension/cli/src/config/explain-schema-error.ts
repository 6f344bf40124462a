import type { ErrorObject } from 'ajv'

import { didYouMean } from './did-you-mean.ts'

/** The error of a configuration that says most, as a line: where, what is wrong, what to do; and the keys that lead there. */
export function explainSchemaErrors(errors: readonly ErrorObject[]): { readonly line: string; readonly keys: readonly string[] } {
  // `anyOf` and `oneOf` fail with an error for each branch and one for themselves; the deepest one says most.
  const error = errors.toSorted((a, b) => depth(b) - depth(a))[0]
  if (error === undefined) return { line: 'is not valid (correct it)', keys: [] }
  const place = error.instancePath.slice(1).replaceAll('/', '.') || 'the file'
  const what = explainers[error.keyword]?.(error) ?? `${error.message ?? 'is not valid'} (correct it)`
  return { line: `${place} ${what}`, keys: keysTo(error) }
}

/** An instance path is a JSON pointer, RFC 6901. What is wrong with a key or an entry is at that, not at what it stands in. */
function keysTo({ instancePath, params }: ErrorObject): readonly string[] {
  const keys = instancePath.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const own = (params['additionalProperty'] ?? params['propertyName'] ?? params['i']) as string | number | undefined
  return own === undefined ? keys : [...keys, String(own)]
}

const explainers: Partial<Record<string, (error: ErrorObject) => string>> = {
  additionalProperties: ({ params, parentSchema }) => {
    const key = String(params['additionalProperty'])
    const known = Object.keys((parentSchema?.['properties'] ?? {}) as object).filter((name) => name !== '$schema')
    return `has an unknown key ${JSON.stringify(key)} ${didYouMean(key, known)}`
  },
  required: ({ params }) => `lacks "${String(params['missingProperty'])}" (add it)`,
  enum: ({ data, params }) =>
    `cannot be ${JSON.stringify(data)} ${didYouMean(String(data), (params['allowedValues'] as unknown[]).map(String))}`,
  oneOf: () => 'asks one question: give exactly one of "http", "tcp", "command"',
  propertyNames: ({ params, instancePath }) => {
    const name = JSON.stringify(params['propertyName'])
    return instancePath === '/processes'
      ? `cannot have ${name}: a process name has letters, digits, - and _ only, at most 63 (rename it)`
      : `cannot have ${name}: not a variable's name (rename it)`
  },
  uniqueItems: ({ data, params }) => `names ${JSON.stringify((data as unknown[])[Number(params['i'])])} twice (remove one)`,
}

// What the branches of a `oneOf` lack is no error of its own; `pattern` stands for a name, of which `propertyNames` tells.
const branchErrors = new Set(['pattern'])

function depth({ instancePath, keyword, schemaPath }: ErrorObject): number {
  if (branchErrors.has(keyword) || schemaPath.includes('/oneOf/')) return -1
  return instancePath.split('/').length + (keyword === 'additionalProperties' ? 0.5 : 0)
}
