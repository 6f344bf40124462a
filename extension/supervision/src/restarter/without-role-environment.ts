import { kept, thrift } from '../platform/role-node.ts'

/** The environment as it was before it became a role's, for the programs of the user. */
export function withoutRoleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env[kept] === undefined) return env
  const before = JSON.parse(env[kept]) as (string | null)[]
  const users = Object.keys(thrift).map((name, at) => [name, before[at] ?? undefined] as const)
  return { ...env, ...Object.fromEntries<string | undefined>(users), [kept]: undefined }
}
