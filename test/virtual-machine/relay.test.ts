import { describe, expect } from 'vitest'

import {
  alone, arm, armAlone, checkReset, checkStaysUp, load, ok, type Preparation, recordWith, refused, runtime, startAlone, startProject,
  testWithMachines, whenRelay,
} from './machines.ts'

const test = testWithMachines()
const timeoutS = 5
const staleS = 3
const kickS = 1
const driver = `i6300esb heartbeat=${timeoutS}`
const booted: Preparation = { prepare: async () => Promise.resolve() }
const withDriver: Preparation = { after: booted, prepare: async (machine) => load(machine, driver) }
const withProject: Preparation = { after: withDriver, prepare: async (machine) => startProject(machine) }
const state = 'cat /sys/class/watchdog/watchdog0/state'
const others = `$(pidof node | tr ' ' '\\n' | grep -vx PID | tr '\\n' ' ')`
/** From the last kick to the reset: it may have been a second ago. */
const afterLastKick = [timeoutS - kickS, timeoutS] as const

describe.concurrent('the relay and a watchdog device', () => {
  test('what is refused opens nothing; an armed computer stays up, also when what is frozen goes on in time; a stopped one is disarmed', async ({ goOn }) => {
    const machine = await goOn(withProject)
    await refused(machine, 'crash-only relay --device /dev/watchdog9', 100, /there is no such device/u)
    expect((await machine.run('test -e /dev/watchdog9')).code).toBe(1)
    await refused(machine, 'crash-only relay --device /dev/null', 100, /it is no watchdog device/u)
    await refused(machine, 'crash-only relay --device /dev/watchdog0 --timeout 2s', 100, /too short for two kicks/u)
    await refused(machine, 'crash-only relay --device /dev/watchdog0 --timeout 9999s', 100, /its timeout is 1 to 2046 s/u)
    await refused(machine, 'crash-only relay --file /dev/watchdog0', 100, /it is no file/u)
    expect(await ok(machine, 'crash-only relay --device /dev/watchdog0 --inspect')).toMatch(/this computer is reset within 16\.0 s; crash-only relay --stop disarms it/u)
    expect(await ok(machine, state)).toBe('inactive')

    const pid = await arm(machine)
    await checkStaysUp(machine, 2 * timeoutS)
    expect(await ok(machine, 'crash-only status')).toMatch(/relay \d+: \/dev\/watchdog0 \(i6300ESB timer\) is armed/u)
    await ok(machine, `kill -STOP ${others.replace('PID', String(pid))}`)
    await whenRelay(machine, 'starving')
    await refused(machine, 'kill -CONT $(pidof node); true', 0, /^$/u)
    await whenRelay(machine, 'armed')
    await checkStaysUp(machine, timeoutS)

    expect(await ok(machine, 'crash-only relay --stop')).toMatch(/it is disarmed/u)
    expect(await ok(machine, state)).toBe('inactive')
    await checkStaysUp(machine, timeoutS + 2)
  })

  test('its times are set on its own descriptor; stopping the project disarms it, and the journal tells all', async ({ goOn }) => {
    const machine = await goOn(withProject)
    await arm(machine, '--timeout 8s --pretimeout 3s')
    expect(await ok(machine, 'cat /sys/class/watchdog/watchdog0/timeout /sys/class/watchdog/watchdog0/pretimeout')).toBe('8\n3')
    expect(await ok(machine, 'crash-only stop')).toMatch(/stopped everything/u)
    await whenRelay(machine, 'disarmed')
    expect(await ok(machine, state)).toBe('inactive')
    await startProject(machine)
    expect(await ok(machine, 'crash-only events')).toMatch(/is armed: its timeout is 8 s, and 3 s before[\s\S]*is disarmed: the project was stopped; it is disarmed/u)
  })

  test('one chip, one program: the second is told who may have it; a user of its group needs no other right', async ({ goOn }) => {
    const machine = await goOn(withDriver)
    await startAlone(machine, { user: 'shop' })
    expect(await recordWith(machine, 'refused')).toMatch(/no permission \(crash-only export udev/u)
    await ok(machine, 'chgrp watchdog /dev/watchdog0 && chmod 660 /dev/watchdog0')
    const pid = await armAlone(machine, { user: 'shop' })
    await ok(machine, `grep -E 'Uid:.*1000' /proc/${pid}/status && grep -E 'CapEff:.0000000000000000' /proc/${pid}/status`)
    await checkStaysUp(machine, 2 * timeoutS)

    await ok(machine, `mkdir -p /run/second && cp -r ${alone}/heartbeats /run/second/ && ln -sf ${alone}/heartbeats/watchdog /run/second/heartbeats/watchdog`)
    const second = await machine.run(`node /app/dist/supervision/relay.mjs /run/second "$(cat ${alone}/order)"`)
    expect(second).toMatchObject({ code: 111, output: expect.stringMatching(/relay: cannot open .*RuntimeWatchdogSec.*another relay has it/u) as string })

    await ok(machine, `echo -n ${pid} > ${alone}/relay.stop`)
    expect(await recordWith(machine, 'disarmed')).toMatch(/it is disarmed/u)
    await checkStaysUp(machine, timeoutS + 2)
  })

  test('killed, the relay leaves it armed, and the computer is reset; the next boot journals that; ended by a signal, it is the same', async ({ goOn }) => {
    const machine = await goOn(withDriver, { onWatchdog: 'reset' })
    const killed = await machine.run(`kill -9 ${await armAlone(machine)}`)
    await checkReset(machine, killed, [timeoutS, timeoutS + kickS]) // the close is a kick, too
    await machine.whenUp()
    await load(machine, driver)
    await startProject(machine)
    const pid = await arm(machine)
    expect(await ok(machine, 'crash-only events')).toMatch(/the last reboot was the watchdog's \(boot status 32\)/u)
    machine.events.splice(0)
    await checkReset(machine, await machine.run(`kill -TERM ${pid}`), [timeoutS, timeoutS + kickS])
  })

  test('stopped (SIGSTOP), the relay kicks no more', async ({ goOn }) => {
    const machine = await goOn(withDriver)
    await checkReset(machine, await machine.run(`kill -STOP ${await armAlone(machine)}`), afterLastKick)
  })

  test('a blocked event loop of the relay kicks no more', async ({ goOn }) => {
    const machine = await goOn(withDriver)
    const blocked = await machine.run(`node /guest/block-loop.mjs ${await armAlone(machine)}`)
    expect(blocked.code).toBe(0)
    await checkReset(machine, blocked, [0, timeoutS])
  })

  test('a watchdog that looks no more starves it; nobody disarms it then', async ({ goOn }) => {
    const machine = await goOn(withProject)
    const pid = await arm(machine, '--timeout 20s')
    const killed = await machine.run(`kill -STOP ${others.replace('PID', String(pid))}`)
    await whenRelay(machine, 'starving')
    await ok(machine, `echo -n ${pid} > ${runtime}/relay.stop`)
    await checkReset(machine, killed, [staleS + 20 - 2 * kickS, staleS + 20 + 2 * kickS])
  })

  test('a critical program that escalation gave up starves it', async ({ goOn }) => {
    const machine = await goOn(withDriver)
    await startProject(machine, 'until [ -e /fail ]; do sleep 1; done; exit 7')
    await arm(machine)
    await ok(machine, 'touch /fail')
    await whenRelay(machine, 'starving')
    const starving = await machine.run(`grep -o 'nothing helped web, which is critical' ${runtime}/relay.json`)
    expect(starving.code).toBe(0)
    await checkReset(machine, starving, [0, timeoutS])
  })

  test('one that cannot be disarmed is refused unless that is accepted; stopped all the same, the computer is reset', async ({ goOn }) => {
    const machine = await goOn(booted)
    await load(machine, `${driver} nowayout=1`)
    await startAlone(machine)
    expect(await recordWith(machine, 'refused')).toMatch(/it cannot be disarmed \(nowayout\).*--accept-nowayout/u)
    expect(await ok(machine, state)).toBe('inactive')
    const pid = await armAlone(machine, { isNowayoutAccepted: true })
    await ok(machine, `echo -n ${pid} > ${alone}/relay.stop`)
    expect(await recordWith(machine, 'disarmed')).toMatch(/it could not be disarmed: this computer is about to be reset/u)
    await checkReset(machine, await machine.run('true'), [0, timeoutS + kickS])
  })

  test('a kernel that panics is reset by hardware', async ({ goOn }) => {
    const machine = await goOn(withDriver)
    await armAlone(machine)
    const before = await machine.run('echo 0 > /proc/sys/kernel/panic')
    machine.send('echo c > /proc/sysrq-trigger')
    expect(await machine.event('WATCHDOG', 3 * 60_000), machine.console).toBeDefined()
    expect(before.code).toBe(0)
  })

  test('the kernel\'s software watchdog resets after a killed relay, and is told to be weak; it cannot after a panic', async ({ boot }) => {
    const machine = await boot({ hardware: [], onWatchdog: 'reset' })
    await load(machine, `softdog soft_margin=${timeoutS}`)
    const pid = await armAlone(machine)
    expect(await recordWith(machine, 'armed')).toMatch(/Software Watchdog/u)
    await machine.run(`kill -9 ${pid}`)
    await machine.whenUp() // it rebooted
    await load(machine, `softdog soft_margin=${timeoutS}`)
    await armAlone(machine)
    await ok(machine, 'echo 0 > /proc/sys/kernel/panic')
    machine.events.splice(0)
    machine.send('echo c > /proc/sysrq-trigger')
    expect(await machine.event('RESET', 4 * timeoutS * 1_000)).toBeUndefined()
  })

  test('a driver that sysfs does not know is refused unless that is accepted, and resets as well', async ({ boot }) => {
    const machine = await boot({ hardware: ['-device', 'ib700'] })
    await load(machine, `ib700wdt timeout=${timeoutS}`)
    await startAlone(machine, { path: '/dev/watchdog' })
    expect(await recordWith(machine, 'refused')).toMatch(/nobody can tell whether it can be disarmed/u)
    const pid = await armAlone(machine, { path: '/dev/watchdog', isNowayoutAccepted: true })
    await checkStaysUp(machine, 2 * timeoutS)
    await checkReset(machine, await machine.run(`kill -9 ${pid}`), [timeoutS, timeoutS + kickS])
  })

  test('Intel\'s chipset resets at the second time-out, as its driver does not say', async ({ boot }) => {
    const machine = await boot({ hardware: ['-M', 'q35', '-global', 'ICH9-LPC.noreboot=false'] })
    await load(machine, 'iTCO_vendor_support', 'intel_pmc_bxt', 'i2c-smbus', 'lpc_ich', 'i2c-i801', `iTCO_wdt heartbeat=${timeoutS}`)
    await checkReset(machine, await machine.run(`kill -STOP ${await armAlone(machine)}`), [timeoutS, 3 * timeoutS])
  })
})
