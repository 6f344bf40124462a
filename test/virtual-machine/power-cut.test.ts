import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, onTestFinished } from 'vitest'

import { diskModules } from './machine-parts.ts'
import type { Machine } from './machine.ts'
import { load, ok, testWithMachines } from './machines.ts'

const run = promisify(execFile)
const page = join(import.meta.dirname, '../../eslint-plugin/docs/rules/require-fsync-before-rename.md')
const bytes = 1_000_000

const test = testWithMachines()

test('what was renamed without a sync is empty after a power cut, and whole with one, as the page of the rule says', async ({ boot }) => {
  const [, program = '', cut = ''] = /## See it fail\n.*?```sh\n(.*?)\n(sleep .*?)\n```/su.exec(await readFile(page, 'utf8')) ?? []
  const machine = await boot({ onWatchdog: 'reset', hardware: await disk() })
  await mount(machine)
  const flushed = program.replace('repeat(1e6)', 'repeat(1e6), { flush: true }')
  expect(flushed).not.toBe(program)
  await ok(machine, `mkdir /disk/synced /disk/unsynced`)
  await ok(machine, `sync`)
  await ok(machine, `cd /disk/synced && ${flushed}`)
  await ok(machine, `cd /disk/unsynced && ${program}`)
  expect(await sizes(machine)).toBe(`${bytes}\n${bytes}`)

  machine.send(cut)
  expect(await machine.event('RESET', 120_000), machine.console).toBeDefined()
  await machine.whenUp()
  await mount(machine)
  expect(await sizes(machine)).toBe(`${bytes}\n0`)
})

// Its content outlives the machine: it is a file of the host.
async function disk(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'co-disk-'))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  const file = join(folder, 'disk')
  await run('mke2fs', ['-q', '-t', 'ext4', file, '64M'], { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } })
  return ['-drive', `file=${file},format=raw,if=none,id=disk`, '-device', 'virtio-blk-pci,drive=disk']
}

async function mount(machine: Machine): Promise<void> {
  await load(machine, ...diskModules)
  await ok(machine, 'mkdir -p /disk && mount -t ext4 /dev/vda /disk')
}

async function sizes(machine: Machine): Promise<string> {
  return ok(machine, 'stat -c %s /disk/synced/state /disk/unsynced/state')
}
