import { access } from 'node:fs/promises'

import { beforeEach, describe, expect } from 'vitest'

import { type Entry } from './cpio.ts'
import { buildImage, type More } from './image.ts'
import { load, ok, testWithMachines } from './machines.ts'

const programs = ['/lib/systemd/systemd', '/lib/systemd/systemd-shutdown', '/lib/systemd/systemd-udevd', '/bin/systemctl', '/bin/udevadm'] as const
const targets = ['default', 'sysinit', 'basic', 'shutdown', 'multi-user', 'network', 'reboot', 'sockets', 'timers', 'paths', 'slices']
const hasSystemd = await Promise.all(programs.map(async (path) => access(path))).then(() => true, () => false)

const unit = (name: string, text: string): Entry => ({ name: `/etc/systemd/system/${name}`, kind: 'text', text })
const agent = '[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/guest/agent\nRestart=no\nKillMode=process\n'

/** The host's own systemd, with nothing around it but what our unit asks for. */
const systemd: More = {
  programs: programs.map((path) => [path, path]),
  entries: [
    ...targets.map((name) => unit(`${name}.target`, `[Unit]\nDescription=${name}\nDefaultDependencies=no\n${name === 'default' ? 'Wants=agent.service\n' : ''}`)),
    unit('agent.service', agent),
    { name: '/etc/machine-id', kind: 'text', text: '0123456789abcdef0123456789abcdef\n' },
    { name: '/etc/os-release', kind: 'text', text: 'ID=test\n' },
  ],
}

const test = testWithMachines(async (path, parts) => buildImage(path, parts, systemd))
beforeEach(({ skip }) => { if (!hasSystemd) skip('systemd is not installed here, so there is none to copy') })

describe.concurrent('systemd as the first process', () => {
  test('our exported unit: ready once all is proved, fed by the relay, restarted when it falls silent, and at last the computer reboots', async ({ boot }) => {
    const machine = await boot({ words: ['with-systemd'] })
    await ok(machine, 'echo \'{"processes":{"web":{"command":"sleep 100000","critical":true}}}\' > crash-only.json')
    await ok(machine, 'crash-only export systemd --into /etc/systemd/system')
    const file = '/etc/systemd/system/shop.service'
    expect(await ok(machine, `cat ${file}`)).toMatch(/StartLimitAction=reboot-force[\s\S]*WatchdogSec=30/u)
    await ok(machine, `sed -i 's/^StartLimitBurst=.*/StartLimitBurst=2/; s/^StartLimitIntervalSec=.*/StartLimitIntervalSec=3600/' ${file}`)
    await ok(machine, 'systemctl daemon-reload && systemctl start shop')
    const show = async (): Promise<string> => ok(machine, 'systemctl show shop -p ActiveState -p NRestarts -p MainPID -p Result')
    expect(await show()).toMatch(/NRestarts=0[\s\S]*ActiveState=active/u)
    await ok(machine, 'sleep 40') // longer than WatchdogSec
    expect(await show()).toMatch(/NRestarts=0[\s\S]*ActiveState=active/u)

    // All but the relay, which must not pass anything on then.
    const freeze = 'for pid in $(pidof node); do grep -q relay.mjs /proc/$pid/cmdline || kill -STOP $pid; done'
    await ok(machine, freeze)
    await ok(machine, 'n=0; until systemctl show shop -p NRestarts | grep -q =1 || [ $n -gt 200 ]; do sleep 0.5; n=$((n + 1)); done')
    await ok(machine, 'n=0; until systemctl is-active shop > /dev/null || [ $n -gt 200 ]; do sleep 0.5; n=$((n + 1)); done')
    expect(await show()).toMatch(/NRestarts=1[\s\S]*ActiveState=active/u)
    expect(machine.console).toMatch(/Watchdog timeout/u)

    machine.send(freeze)
    expect(await machine.event('SHUTDOWN', 180_000), machine.console).toMatchObject({ data: { reason: 'guest-reset' } })
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
