import type { DeviceFacts } from '../platform/device-facts.ts'
import type { DeviceOrder } from '../state/relay-types.ts'

/** Two kicks, each a second after the one before, and a second to spare. */
const shortestTimeoutS = 3
const resetByWatchdog = 0x20 // WDIOF_CARDRESET of WDIOC_GETBOOTSTATUS; 0 proves nothing, for not every driver tells

/** Why a device must not be opened, in words that say what to do; undefined where it may be. */
export function refuseDevice({ path, timeoutS, isNowayoutAccepted }: DeviceOrder, { type, attributes }: DeviceFacts): string | undefined {
  if (type === 'nothing') return `cannot use ${path}: there is no such device (load its driver, or give another)`
  if (type === 'other') return `cannot use ${path}: it is no watchdog device (give one such as /dev/watchdog0)`
  const { nowayout, min_timeout: min = 0, max_timeout: max = 0 } = attributes
  if (nowayout !== '0' && !isNowayoutAccepted) {
    const what = nowayout === undefined ? 'nobody can tell whether it can be disarmed' : 'it cannot be disarmed (nowayout)'
    return `cannot use ${path}: ${what}; the computer may be reset whenever the relay ends (--accept-nowayout)`
  }
  // A driver that says 0 has no limit of that kind.
  const isOutside = timeoutS > 0 && (timeoutS < Number(min) || (Number(max) > 0 && timeoutS > Number(max)))
  if (isOutside) return `cannot use ${path}: its timeout is ${min} to ${max} s (choose another --timeout)`
  return refuseTimeout(path, timeoutS > 0 ? timeoutS : Number(attributes.timeout ?? shortestTimeoutS))
}

export function refuseTimeout(target: string, timeoutS: number): string | undefined {
  if (timeoutS >= shortestTimeoutS) return undefined
  return `cannot use ${target}: its timeout of ${timeoutS} s is too short for two kicks (make it ${shortestTimeoutS} s or more)`
}

/** What people must know of a device before it is armed. */
export function remarksOn({ attributes }: DeviceFacts): string[] {
  const { bootstatus, state, identity } = attributes
  return [
    ...((Number(bootstatus) & resetByWatchdog) === 0 ? [] : [`the last reboot was the watchdog's (boot status ${bootstatus ?? ''})`]),
    ...(state === 'active' ? ['it is armed already: a relay before this one died, or another program has it'] : []),
    ...(identity === 'Software Watchdog' ? ['it is software, which cannot reset a kernel that is dead'] : []),
  ]
}

/** Why it could not be opened, and what to do. */
export function explainOpen(path: string, code: string): string {
  const owners = 'systemd (RuntimeWatchdogSec), watchdog(8), wd_keepalive or another relay'
  if (code === 'EBUSY') return `cannot open ${path}: ${owners} has it (let one have it)`
  if (code === 'EACCES' || code === 'EPERM') return `cannot open ${path}: no permission (crash-only export udev gives it to a group)`
  return `cannot open ${path}: ${code} (see dmesg)`
}
