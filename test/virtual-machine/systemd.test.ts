import { access } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect } from 'vitest'

import type { Entry } from './cpio.ts'
import { buildImage, type More } from './image.ts'
import type { MachineParts } from './machine-parts.ts'
import type { Machine } from './machine.ts'
import { load, ok, testWithMachines } from './machines.ts'

const programs = ['/lib/systemd/systemd', '/lib/systemd/systemd-shutdown', '/bin/systemctl'] as const
const targets = ['default', 'sysinit', 'basic', 'shutdown', 'multi-user', 'network', 'reboot', 'sockets', 'timers', 'paths', 'slices']
const reason = await Promise.all(programs.map(async (path) => access(path)))
  .then(() => undefined, () => 'systemd is not installed here, so there is none to copy')

const unit = (name: string, text: string): Entry => ({ name: `/etc/systemd/system/${name}`, kind: 'text', text })
const agent = '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/guest/agent\nRestart=no\nKillMode=process\n'

/** The host's own systemd, with nothing around it but what our unit asks for. */
const systemd = ({ root }: MachineParts): More => ({
  programs: [...programs.map((path) => [path, path] as const), ['/bin/udevadm', join(root, 'bin/udevadm')]],
  entries: [
    ...targets.map((name) => unit(`${name}.target`, `[Unit]\nDescription=${name}\nDefaultDependencies=no\n${name === 'default' ? 'Wants=agent.service\n' : ''}`)),
    unit('agent.service', agent),
    { name: '/etc/machine-id', kind: 'text', text: '0123456789abcdef0123456789abcdef\n' },
    { name: '/lib/systemd/systemd-udevd', kind: 'link', to: '/bin/udevadm' },
    { name: '/etc/os-release', kind: 'text', text: 'ID=test\n' },
  ],
})

const test = testWithMachines(async (path, parts) => buildImage(path, parts, systemd(parts)), reason)

const watchdogSec = 12

/** All but the relay, which must not pass anything on then. */
const freeze = 'for pid in $(pidof node); do grep -q relay.mjs /proc/$pid/cmdline || kill -STOP $pid; done'

async function whenActive(machine: Machine): Promise<void> {
  const isActive = 'systemctl is-active shop > /dev/null'
  const { code } = await machine.run(`n=0; until ${isActive} || [ $n -gt 200 ]; do sleep 0.5; n=$((n + 1)); done; ${isActive}`)
  expect(code, machine.console).toBe(0)
}

async function restartsOf(machine: Machine): Promise<number> {
  return Number(/NRestarts=(\d+)/u.exec(await ok(machine, 'systemctl show shop -p NRestarts'))?.[1])
}

describe.concurrent('systemd as the first process', () => {
  test('our exported unit: ready once all is proved, fed by the relay, restarted when it falls silent, and at last the computer reboots', async ({ boot }) => {
    const machine = await boot({ words: ['with-systemd', 'systemd.default_standard_output=tty', 'systemd.default_standard_error=tty'] })
    await ok(machine, 'echo \'{"processes":{"web":{"command":"sleep 100000","critical":true}}}\' > crash-only.json')
    await ok(machine, 'crash-only export systemd --into /etc/systemd/system')
    const file = '/etc/systemd/system/shop.service'
    expect(await ok(machine, `cat ${file}`)).toMatch(/StartLimitAction=reboot-force[\s\S]*WatchdogSec=30/u)
    await ok(machine, `sed -i 's/^WatchdogSec=.*/WatchdogSec=${watchdogSec}/' ${file}`) // the same, in less time
    // An emulated machine may take too long for the first attempt.
    await ok(machine, 'systemctl daemon-reload; systemctl start shop; true')
    await whenActive(machine)
    const before = await restartsOf(machine)
    await ok(machine, `sleep ${1.5 * watchdogSec}`)
    expect(await restartsOf(machine)).toBe(before)

    await ok(machine, freeze)
    await ok(machine, `n=0; until systemctl show shop -p NRestarts | grep -q =${before + 1} || [ $n -gt 200 ]; do sleep 0.5; n=$((n + 1)); done`)
    await whenActive(machine)
    expect(await restartsOf(machine)).toBe(before + 1)
    expect(machine.console).toMatch(/Watchdog timeout/u)

    // Two more are one too many: with the unit systemd reads its limit anew, and begins to count.
    await ok(machine, `sed -i 's/^StartLimitBurst=.*/StartLimitBurst=1/; s/^StartLimitIntervalSec=.*/StartLimitIntervalSec=3600/' ${file}`)
    await ok(machine, 'systemctl daemon-reload')
    machine.send(`while sleep 1; do systemctl is-active shop > /dev/null && { ${freeze} }; done`)
    expect(await machine.event('SHUTDOWN', 5 * 60_000), machine.console).toMatchObject({ data: { reason: 'guest-reset' } })
  })

  test('our exported rules give the devices to the group', async ({ boot }) => {
    const machine = await boot({ words: ['with-systemd'] })
    await ok(machine, 'echo \'{"processes":{"web":{"command":"sleep 100000"}}}\' > crash-only.json')
    await ok(machine, 'crash-only export udev --into /etc/udev/rules.d')
    await ok(machine, '/lib/systemd/systemd-udevd --daemon')
    await load(machine, 'i6300esb')
    await ok(machine, 'udevadm settle')
    expect(await ok(machine, 'stat -c "%a %G %n" /dev/watchdog /dev/watchdog0')).toBe('660 watchdog /dev/watchdog\n660 watchdog /dev/watchdog0')
  })
})
