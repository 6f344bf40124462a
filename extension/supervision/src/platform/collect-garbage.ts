const idleMs = 2_000
let timer: NodeJS.Timeout | undefined

/**
 * Gives memory back once nothing has happened for two seconds. A role allocates while it comes up or repairs something,
 * and next to nothing in the hours between, so V8 by itself would never collect that. Needs `--expose-gc`.
 */
export function collectWhenIdle(): void {
  clearTimeout(timer)
  timer = setTimeout(() => { globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' }) }, idleMs)
}
