import { access } from 'node:fs/promises'
import { join } from 'node:path'

import { eventually } from '../../helpers/eventually.ts'
import { findOnPath } from '../../helpers/editor/debian-packages.ts'
import type { Availability } from './adapter.ts'
import { runIn, startIn, versionFrom } from './commands.ts'
import { controlGroupName, controlGroupRoots } from './control-groups.ts'
import type { Place } from './place.ts'

const program = '/usr/lib/systemd/systemd'
const startDeadlineMs = 10_000

/**
 * Whether an instance of systemd for a user can be started here beside the machine's own init. It is a process as any other
 * then, not process 1; what it does for a service is the same.
 */
export async function prepareSystemd(): Promise<Availability> {
  const found = await Promise.all([findOnPath(['systemctl']), findOnPath(['unshare'])])
  if (found.includes(undefined) || !(await isThere(program))) return absent('systemd, or unshare, is not installed')
  if (process.getuid?.() !== 0) return absent('only root can give an instance of its own a control group and a view of /run')
  if (await isThere('/run/systemd/system')) return absent('the machine runs under systemd, beside which no other instance of it is started')
  return { kind: 'here', version: await versionFrom([program, '--version']) }
}

function absent(why: string): Availability {
  return { kind: 'absent', why }
}

/**
 * Starts an instance with the units of a place, and these of them. It has a control group of its own, since two of them in
 * one group stall each other, and a /run/systemd of its own, since it starts only where that says that systemd is init.
 */
export async function startSystemd(place: Place, units: readonly string[]): Promise<void> {
  const groups = (await controlGroupRoots()).map((root) => join(root, controlGroupName(place.marker)))
  const script = [
    ...groups.map((group) => `mkdir -p ${group} && echo $$ > ${group}/cgroup.procs`),
    'mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system',
    `exec ${program} --user --unit=basic.target`,
  ]
  await startIn(place, ['unshare', '--mount', 'sh', '-c', script.join('\n')])
  await eventually('systemd answers', async () => controlSystemd(place, ['show', '--property', 'Version']), startDeadlineMs)
  await controlSystemd(place, ['start', ...units])
}

async function controlSystemd(place: Place, args: readonly string[]): Promise<string> {
  return runIn(place, ['systemctl', '--user', ...args])
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
