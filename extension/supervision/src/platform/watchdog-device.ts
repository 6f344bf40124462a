import { spawn } from 'node:child_process'
import { constants, writeSync } from 'node:fs'
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { deviceAttributes, type DeviceFacts } from './device-facts.ts'

const sysfs = '/sys/class/watchdog'
const miscDevice = '10:130' // `/dev/watchdog`, which is `/dev/watchdog0` where sysfs knows that
const helperDeadlineMs = 5_000
const perlEnvironment = { ...process.env, PERL_BADLANG: '0' } // no word about locales

/** By `stat` and sysfs only: any open arms the device, also one for reading (Documentation/watchdog/watchdog-api.rst). */
export async function inspectDevice(path: string): Promise<DeviceFacts> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return { type: 'nothing', attributes: {} }
  const number = found.isCharacterDevice() ? deviceNumber(found.rdev) : 'none'
  const names = await readdir(sysfs).catch(() => [])
  const numbers = await Promise.all(names.map(async (name) => read(join(name, 'dev'))))
  const name = number === miscDevice ? 'watchdog0' : names[numbers.indexOf(number)]
  if (name === undefined) return { type: 'other', attributes: {} }
  const values = await Promise.all(deviceAttributes.map(async (attribute) => [attribute, await read(join(name, attribute))] as const))
  return { type: 'watchdog', attributes: Object.fromEntries(values.filter(([, value]) => value !== undefined)) }
}

/** Never creates a file, and never waits for a FIFO in the device's place. Node closes it in whatever it starts. */
export async function openDevice(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_WRONLY | constants.O_NONBLOCK)
  if ((await handle.stat()).isCharacterDevice()) return handle
  await handle.close()
  throw new Error('it was exchanged just now')
}

export function kickDevice({ fd }: FileHandle): void {
  // eslint-disable-next-line crash-only/no-blocking-call -- the loop itself kicks: a kick that waits elsewhere could outlive its health
  writeSync(fd, '1')
}

/** The magic close: only a `V` in the last write before it disarms. */
export async function disarmDevice(handle: FileHandle): Promise<void> {
  await handle.write('V')
  await handle.close()
}

/** Node has no ioctl(2), so a helper sets the times on our own descriptor. Gives what the driver made of them. 0 leaves a time as it is. */
export async function setDeviceTimes({ fd }: FileHandle, timeoutS: number, pretimeoutS: number): Promise<string> {
  const script = join(dirname(process.argv[1] ?? ''), 'watchdog-times.pl')
  const args = [script, String(timeoutS), String(pretimeoutS)]
  const child = spawn('perl', args, { stdio: ['ignore', 'pipe', 'pipe', fd], timeout: helperDeadlineMs, env: perlEnvironment })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said += text })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => { reject(new Error(`${error.message} (install perl-base, or leave the time as it is)`)) })
    child.once('close', (code) => {
      if (code === 0) resolve(said.trim())
      else reject(new Error(said.trim() || 'the helper did not answer'))
    })
  })
}

function deviceNumber(rdev: number): string {
  return `${(rdev >>> 8) & 0xfff}:${(rdev & 0xff) | ((rdev >>> 12) & 0xfff00)}` // makedev(3)
}

async function read(attribute: string): Promise<string | undefined> {
  return readFile(join(sysfs, attribute), 'utf8').then((text) => text.trim(), () => undefined)
}
