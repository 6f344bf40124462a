import { sendToSystemd } from '../platform/notify-sender.ts'
import { refuseTimeout } from './judge-device.ts'
import type { Target } from './target.ts'

/** systemd, of which we are a service with `Type=notify`, `NotifyAccess=all` and `WatchdogSec`. */
export function systemdTarget({ NOTIFY_SOCKET: address, WATCHDOG_USEC: usec }: NodeJS.ProcessEnv): Target {
  const timeoutMs = usec === undefined ? null : Number(usec) / 1_000
  const nobody = 'there is no NOTIFY_SOCKET (systemd sets it for a unit with Type=notify: crash-only export systemd)'
  return {
    facts: { target: 'systemd', isForEver: false, timeoutMs },
    refusal: address === undefined ? nobody : refuseTimeout('systemd', timeoutMs === null ? Infinity : timeoutMs / 1_000),
    remarks: [],
    arm: async () => sendToSystemd('READY=1;WATCHDOG=1').then(() => ''),
    kick: async () => sendToSystemd('WATCHDOG=1'),
    release: async () => sendToSystemd('STOPPING=1').then(() => 'systemd knows'),
  }
}
