import { monotonicMs } from './clock.ts'

const tickMs = 100

/**
 * Measures how late this process itself is, from now until it is asked: stopped, suspended, or waiting for a CPU. A
 * clock of intervals instead of one timer, for a pause that ends before the timer is due would not be seen by that.
 */
export function measureLateness(): () => number {
  let [lastMono, lateMs] = [monotonicMs(), 0]
  const timer = setInterval(() => {
    const now = monotonicMs()
    lateMs += Math.max(0, now - lastMono - tickMs)
    lastMono = now
  }, tickMs)
  return () => {
    clearInterval(timer)
    return lateMs + Math.max(0, monotonicMs() - lastMono - tickMs)
  }
}
