/**
 * How a flagged incarnation is got rid of, each way after the one before was given its time: the restarter is asked; then
 * the watchdog kills the group itself; then it is the restarter that must be sick, and it is killed, so that another comes.
 */
export type Way = 'ask' | 'kill-group' | 'kill-restarter'

const ways: readonly Way[] = ['ask', 'kill-group', 'kill-restarter']
const patienceMs = 1_500

/** The next way, or undefined while the last one still has time. After the last one they begin again: never give up. */
export function nextWay({ tried, lastTriedMono }: { tried: number; lastTriedMono: number }, nowMono: number): Way | undefined {
  if (tried > 0 && nowMono - lastTriedMono < patienceMs) return undefined
  return ways[tried % ways.length]
}
