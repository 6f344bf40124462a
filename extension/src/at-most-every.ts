/** An action that many events ask for: it follows the first of them at once, and the rest together. */
export interface Throttled {
  /** Acts now, or at the end of the interval; never twice at a time. */
  readonly soon: () => void
  readonly dispose: () => void
}

export function atMostEvery(intervalMs: number, act: () => Promise<void> | void): Throttled {
  let state: 'idle' | 'pausing' | 'asked' | 'disposed' = 'idle'
  const run = async (): Promise<void> => {
    state = 'pausing'
    await act()
    setTimeout(() => {
      if (state === 'asked') void run()
      else if (state === 'pausing') state = 'idle'
    }, intervalMs)
  }
  return {
    soon: () => {
      if (state === 'idle') void run()
      else if (state === 'pausing') state = 'asked'
    },
    dispose: () => { state = 'disposed' },
  }
}
