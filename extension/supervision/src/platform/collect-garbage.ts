const quietMs = 7_000 // longer than the longest wait between two starts of a program that dies at once
const minorEveryMs = 2_000
let timer: NodeJS.Timeout | undefined

/**
 * Gives memory back once nothing has happened for a while, and from then on now and again the little that watching takes. A
 * role allocates while it comes up or repairs something and next to nothing in the hours between, so V8 by itself would
 * collect that late, and touch a megabyte more before. Needs `--expose-gc`.
 */
export function collectWhenIdle(): void {
  clearTimeout(timer)
  timer = setTimeout(() => {
    globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' })
    timer = setInterval(() => { globalThis.gc?.({ type: 'minor', execution: 'sync' }) }, minorEveryMs)
  }, quietMs)
}
