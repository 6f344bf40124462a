import module from 'node:module'

/**
 * Node's own cache of compiled modules. Node writes it at a clean exit only, which a program that always dies by SIGKILL
 * never comes to; so it is flushed once the program is up. Where the user chose a folder, or none, that stays.
 */
export function enableCompileCache(directory: string | undefined): void {
  const { enableCompileCache: enable } = module as { enableCompileCache?: (directory: string) => unknown } // Node 22.1
  if (directory !== undefined && process.env['NODE_V8_COVERAGE'] === undefined) enable?.(directory)
}

/** Writes what is not written yet; blocks meanwhile, so it is for an instant in which nobody waits. */
export function flushCompileCacheSync(): void {
  const { flushCompileCache: flush } = module as { flushCompileCache?: () => void } // Node 22.10
  flush?.()
}
