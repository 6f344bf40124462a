import type { Disposable } from '../disposable.ts'

/** An action that waits until nobody types: what changes under the eyes of somebody who writes is a disturbance. */
export interface WhenQuiet extends Disposable {
  /** Somebody typed just now. */
  readonly disturbed: () => void
  /** Acts at once, or when it has been quiet for long enough. */
  readonly soon: () => void
}

export function whenQuiet(quietMs: number, act: () => void): WhenQuiet {
  let timer: NodeJS.Timeout | undefined
  const acted = (): void => {
    timer = undefined
    act()
  }
  return {
    disturbed: () => {
      clearTimeout(timer)
      timer = setTimeout(acted, quietMs)
    },
    soon: () => { if (timer === undefined) act() },
    dispose: () => { clearTimeout(timer) },
  }
}
