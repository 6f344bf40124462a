import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, expect, test as base } from 'vitest'

import { buildImage } from './image.ts'
import { findMachineParts, type MachineParts, noMachineHere } from './machine-parts.ts'
import { type GuestResult, Machine, type MachineOptions } from './machine.ts'

const noMachine = await noMachineHere()
const device = '/dev/watchdog0'
/** A fifth of a second between two looks at the guest's clock, and what a loaded machine adds. */
const toleranceS = 5

/** What a machine has been through. It is done once; each test goes on with a copy of the machine as it was then. */
export interface Preparation {
  readonly after?: Preparation
  readonly prepare: (machine: Machine) => Promise<void>
}

type Options = Partial<Pick<MachineOptions, 'hardware' | 'onWatchdog' | 'words'>>

interface Machines {
  readonly boot: (options?: Options) => Promise<Machine>
  readonly goOn: (after: Preparation, options?: Pick<Options, 'onWatchdog'>) => Promise<Machine>
}

/** Tests with machines of one image. Without a machine they are skipped, with the reason. */
export function testWithMachines(build: typeof buildImage = buildImage, otherReason?: string) {
  const reason = noMachine ?? otherReason
  let parts: MachineParts | undefined
  let folder = ''
  beforeAll(async () => {
    if (reason !== undefined) return
    folder = await mkdtemp(join(tmpdir(), 'co-image-'))
    parts = await findMachineParts()
    await build(join(folder, 'image.cpio'), parts)
  }, 10 * 60_000)
  beforeEach(({ skip }) => { if (reason !== undefined) skip(reason) })
  afterAll(async () => { if (folder !== '') await rm(folder, { recursive: true, force: true }) })
  const optionsFor = async (options: Options): Promise<MachineOptions> => {
    if (parts === undefined) throw new Error('no virtual machine')
    const own = await mkdtemp(join(tmpdir(), 'co-vm-'))
    return { parts, image: join(folder, 'image.cpio'), folder: own, hardware: ['-device', 'i6300esb'], ...options }
  }
  const boot = async (options: Options = {}): Promise<Machine> => Machine.boot(await optionsFor(options))
  const kept = new Map<Preparation, Promise<string>>()
  const keep = async (preparation: Preparation): Promise<string> => {
    const machine = preparation.after === undefined ? await boot() : await goOn(preparation.after)
    await preparation.prepare(machine)
    const file = join(await mkdtemp(join(folder, 'machine-')), 'kept')
    await machine.keep(file)
    return file
  }
  const goOn = async (after: Preparation, options: Options = {}): Promise<Machine> => {
    const file = kept.get(after) ?? keep(after)
    kept.set(after, file)
    return Machine.restore(await optionsFor(options), await file)
  }
  return base.extend<Machines>({
    boot: async ({}, use) => withEach(boot, use),
    goOn: async ({}, use) => withEach(goOn, use),
  })
}

/** Whatever is started during the use is ended after it. */
async function withEach<Args extends unknown[]>(
  start: (...args: Args) => Promise<Machine>, use: (start: (...args: Args) => Promise<Machine>) => Promise<void>,
): Promise<void> {
  const machines: Machine[] = []
  await use(async (...args) => {
    const machine = await start(...args)
    machines.push(machine)
    return machine
  })
  for (const machine of machines) await machine.end()
}

export async function load(machine: Machine, ...modules: readonly string[]): Promise<void> {
  for (const module of ['watchdog', ...modules]) {
    const [name = '', ...options] = module.split(' ')
    await ok(machine, `insmod /modules/${name}.ko ${options.join(' ')}`)
  }
}

/** Runs it, and expects it to succeed. Gives what it printed. */
export async function ok(machine: Machine, line: string): Promise<string> {
  const { code, output } = await machine.run(line)
  expect(code, `${line}: ${output}`).toBe(0)
  return output
}

export async function refused(machine: Machine, line: string, exitCode: number, message: RegExp): Promise<void> {
  const { code, output } = await machine.run(line)
  expect(output).toMatch(message)
  expect(code, output).toBe(exitCode)
}

/** The whole product in the guest: a project with a critical process. */
export async function startProject(machine: Machine, command = 'sleep 100000'): Promise<void> {
  const config = JSON.stringify({ processes: { web: { command, critical: true } } })
  await ok(machine, `echo '${config}' > crash-only.json`)
  // An emulated machine on a loaded one takes longer than anybody should wait for.
  await ok(machine, 'crash-only start || crash-only start || crash-only start')
}

/** Arms it by the command, and gives the relay's pid. */
export async function arm(machine: Machine, options = ''): Promise<number> {
  expect(await ok(machine, `crash-only relay --device ${device} --stale-after 3s ${options}`)).toMatch(/^(?:armed: |the relay is up)/u)
  await whenRelay(machine, 'armed')
  return relayPid(machine)
}

export async function whenRelay(machine: Machine, state: string): Promise<void> {
  expect(await whenState(machine, state, runtime)).toContain(`"state":"${state}"`)
}

/** Waits in the guest, for at most so many looks. */
async function whenState(machine: Machine, state: string, place: string): Promise<string> {
  const isThere = `grep -q '"state":"${state}"' ${place}/relay.json`
  return ok(machine, `n=0; until ${isThere} || [ $n -gt 300 ]; do sleep 0.2; n=$((n + 1)); done; cat ${place}/relay.json`)
}

export const runtime = '/run/user/crash-only/$(ls /run/user/crash-only)'

async function relayPid(machine: Machine): Promise<number> {
  return Number(/"pid":(\d+)/u.exec(await ok(machine, `cat ${runtime}/relay.json`))?.[1])
}

export interface AloneOptions {
  readonly path?: string
  readonly isNowayoutAccepted?: boolean
  readonly user?: string
}

/**
 * The relay alone, with a loop in the place of the watchdog: for faults that the rest of the product has no part in, for it
 * takes a while to come up in an emulated machine.
 */
export async function startAlone(machine: Machine, of: AloneOptions = {}): Promise<void> {
  const { path = device, isNowayoutAccepted = false, user = 'root' } = of
  const target = { kind: 'device', path, timeoutS: 0, pretimeoutS: 0, isNowayoutAccepted }
  const order = JSON.stringify({ target, staleAfterMs: 3_000 })
  await ok(machine, `mkdir -p ${alone}/heartbeats ${alone}/asks && rm -f ${alone}/relay.json && chown -R ${user} ${alone}`)
  await ok(machine, `(while :; do touch ${alone}/heartbeats/watchdog; sleep 1; done) > /dev/null 2>&1 & true`)
  await ok(machine, `echo '${order}' > ${alone}/order`)
  await ok(machine, `su ${user} -c 'node /app/dist/supervision/relay.mjs ${alone} "$(cat ${alone}/order)"' > /dev/null 2>&1 & true`)
}

export const alone = '/run/alone'

/** Starts it, and gives its pid once it is armed. */
export async function armAlone(machine: Machine, options: AloneOptions = {}): Promise<number> {
  await startAlone(machine, options)
  return Number(/"pid":(\d+)/u.exec(await recordWith(machine, 'armed'))?.[1])
}

/** What the relay alone wrote down, once it is in that state. */
export async function recordWith(machine: Machine, state: string): Promise<string> {
  return whenState(machine, state, alone)
}

/** The machine's watchdog resets it, after so many seconds of the guest's own time. */
export async function checkReset(machine: Machine, since: GuestResult, [atLeastS, atMostS]: readonly [number, number]): Promise<void> {
  const event = await machine.event('WATCHDOG', (atMostS + 180) * 1_000)
  expect(event, `no reset; its console:\n${machine.console}`).toBeDefined()
  const afterS = (event?.uptimeS ?? Infinity) - since.uptimeS
  expect(afterS, 'seconds until the reset').toBeGreaterThanOrEqual(atLeastS - 1)
  expect(afterS, 'seconds until the reset').toBeLessThanOrEqual(atMostS + toleranceS)
}

/** For so many seconds of the guest's own time nothing resets it. */
export async function checkStaysUp(machine: Machine, seconds: number): Promise<void> {
  await ok(machine, `sleep ${seconds}`)
  expect(machine.events.filter(({ event }) => event === 'WATCHDOG' || event === 'SHUTDOWN')).toEqual([])
}
