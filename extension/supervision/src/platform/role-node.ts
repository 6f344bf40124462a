/**
 * How Node runs a role: with the little memory that a program needs that sleeps nearly always. V8 keeps no feedback for
 * optimising (`--lite-mode`), gives memory back when asked to (`--expose-gc`); glibc keeps one arena for all threads.
 */
export const roleFlags = ['--expose-gc'] as const

const smallArenas = 'MALLOC_ARENA_MAX'
const kept = 'CRASH_ONLY_MALLOC_ARENA_MAX'

export function roleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return kept in env ? env : { ...env, [smallArenas]: '1', [kept]: env[smallArenas] ?? '' }
}

/** The environment as it was before, for the programs of the user. */
export function withoutRoleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, [smallArenas]: env[kept] === '' ? undefined : env[kept], [kept]: undefined }
}
