/**
 * How Node runs a role: with the little memory that a program needs that sleeps nearly always. V8 keeps no feedback for
 * optimising (`--lite-mode`), and gives memory back when asked to (`--expose-gc`); glibc keeps one arena for all threads, takes
 * no more from the kernel than it needs, and gives back what is free (mallopt(3)). What each of them saves is in
 * docs/benchmarks.md.
 */
export const roleFlags = ['--expose-gc', '--lite-mode'] as const

const thrift: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1', MALLOC_TOP_PAD_: '0', MALLOC_TRIM_THRESHOLD_: '16384' }
const keptPrefix = 'CRASH_ONLY_KEPT_'

/** The environment of a role. What a user had set of it is kept under another name. */
export function roleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(thrift)
  if (names.some((name) => keptPrefix + name in env)) return env
  return { ...env, ...thrift, ...Object.fromEntries(names.map((name) => [keptPrefix + name, env[name] ?? ''])) }
}

/** The environment as it was before, for the programs of the user. */
export function withoutRoleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const before = Object.keys(thrift).flatMap((name) => {
    const kept = env[keptPrefix + name]
    return kept === undefined ? [] : [[name, kept === '' ? undefined : kept], [keptPrefix + name, undefined]]
  })
  return { ...env, ...Object.fromEntries(before) as NodeJS.ProcessEnv }
}
