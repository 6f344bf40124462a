import { expect, test } from 'vitest'

import type { DeviceFacts } from '../../src/platform/device-facts.ts'
import { explainOpen, refuseDevice, remarksOn } from '../../src/relay/judge-device.ts'
import type { DeviceOrder } from '../../src/state/relay-types.ts'

const attributes = { identity: 'i6300ESB timer', state: 'inactive', nowayout: '0', timeout: '30', min_timeout: '1', max_timeout: '2046' } as const

test('a device that can be disarmed, with time for two kicks, may be opened', () => {
  check({}, undefined)
  check({ timeoutS: 3 }, undefined)
})

test('nothing, and what is no watchdog, is refused', () => {
  check({}, /there is no such device \(load its driver/u, { type: 'nothing', attributes: {} })
  check({}, /it is no watchdog device/u, { type: 'other', attributes: {} })
})

test('one that cannot be disarmed, or of which nobody knows, is refused unless that is accepted', () => {
  check({}, /\(nowayout\).*--accept-nowayout/u, { attributes: { ...attributes, nowayout: '1' } })
  check({}, /nobody can tell whether it can be disarmed/u, { attributes: {} })
  check({ isNowayoutAccepted: true }, undefined, { attributes: {} })
})

test('a timeout must leave time for two kicks, and be one that the driver takes; a driver that says 0 has no limit', () => {
  check({ timeoutS: 2 }, /too short for two kicks/u)
  check({}, /too short for two kicks/u, { attributes: { ...attributes, timeout: '2' } })
  check({ timeoutS: 3_000 }, /its timeout is 1 to 2046 s/u)
  check({ timeoutS: 3_000 }, undefined, { attributes: { ...attributes, max_timeout: '0' } })
})

test('what people must know: who caused the last reboot, a predecessor that died, a watchdog of software', () => {
  expect(remarksOn({ type: 'watchdog', attributes })).toEqual([])
  expect(remarksOn({ type: 'watchdog', attributes: { ...attributes, bootstatus: '32' } })).toEqual(['the last reboot was the watchdog\'s (boot status 32)'])
  expect(remarksOn({ type: 'watchdog', attributes: { ...attributes, state: 'active' } })[0]).toMatch(/armed already/u)
  expect(remarksOn({ type: 'watchdog', attributes: { ...attributes, identity: 'Software Watchdog' } })[0]).toMatch(/cannot reset a kernel/u)
})

test('who may have it is told when it is in use, and what to do when it may not be opened', () => {
  expect(explainOpen('/dev/watchdog0', 'EBUSY')).toMatch(/RuntimeWatchdogSec.*watchdog\(8\).*another relay/u)
  expect(explainOpen('/dev/watchdog0', 'EACCES')).toMatch(/crash-only export udev/u)
})

function check(order: Partial<DeviceOrder>, refusal: RegExp | undefined, facts: Partial<DeviceFacts> = {}): void {
  const given: DeviceOrder = { kind: 'device', path: '/dev/watchdog0', timeoutS: 0, pretimeoutS: 0, isNowayoutAccepted: false, ...order }
  const found = refuseDevice(given, { type: 'watchdog', attributes, ...facts })
  if (refusal === undefined) expect(found).toBeUndefined()
  else expect(found).toMatch(refusal)
}
