const everyMs = 30_000
const idleMs = 2_000
let timer: NodeJS.Timeout | undefined

/**
 * Gives memory back once nothing has happened for two seconds, and from then on now and again. A role allocates while it
 * comes up or repairs something and next to nothing in the hours between, so V8 by itself would not collect that for very
 * long. Needs `--expose-gc`.
 */
export function collectWhenIdle(afterMs = idleMs): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' })
    collectWhenIdle(everyMs)
  }, afterMs)
}
