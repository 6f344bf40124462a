/**
 * How Node runs a role: with the little memory that a program needs that sleeps nearly always. V8 interprets and keeps nothing for
 * optimising (`--lite-mode`: as fast to start, for a role runs no line often), and gives memory back when asked to
 * (`--expose-gc`), whole pages of it (`--compact-on-every-full-gc`); glibc keeps one arena for all threads, takes no more from
 * the kernel than it needs, and gives back what is free (mallopt(3)). What each of them saves is in docs/benchmarks.md.
 */
export const roleFlags = ['--expose-gc', '--lite-mode', '--compact-on-every-full-gc'] as const

export const thrift: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1', MALLOC_TOP_PAD_: '0', MALLOC_TRIM_THRESHOLD_: '16384', MALLOC_MMAP_THRESHOLD_: '32768',
}
export const kept = 'CRASH_ONLY_KEPT'

/** The environment of a role. What the user had set of it is kept beside. */
export function roleEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env[kept] !== undefined) return env
  return { ...env, ...thrift, [kept]: JSON.stringify(Object.keys(thrift).map((name) => env[name] ?? null)) }
}
