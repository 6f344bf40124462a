import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { type Entry, writeCpio } from './cpio.ts'
import { librariesOf, type MachineParts, moduleNames } from './machine-parts.ts'

const command = join(import.meta.dirname, '../../extension/cli')

/** What some tests need beside: programs by their path in the guest, and other entries. */
export interface More {
  readonly programs: readonly (readonly [path: string, from: string])[]
  readonly entries: readonly Entry[]
}

const nothingMore: More = { programs: [], entries: [] }

/** The guest's only file system: this Node, Perl for the relay's helpers, busybox for all else, and the command as it is published. */
export async function buildImage(path: string, parts: MachineParts, more: More = nothingMore): Promise<void> {
  const programs = [['/bin/node', process.execPath], ['/bin/perl', '/usr/bin/perl'], ...more.programs] as const
  const libraries = new Map((await Promise.all(programs.map(async ([, from]) => [...(await librariesOf(from, parts))]))).flat())
  const files: Entry[] = [
    { name: '/init', kind: 'file', from: join(import.meta.dirname, 'guest/init') },
    { name: '/bin/busybox', kind: 'file', from: parts.busybox },
    { name: '/bin/sh', kind: 'link', to: '/bin/busybox' },
    ...programs.map(([name, from]): Entry => ({ name, kind: 'file', from })),
    ...[...libraries].map(([name, from]): Entry => ({ name, kind: 'file', from })),
    ...moduleNames.map((name): Entry => ({ name: `/modules/${name}.ko`, kind: 'file', from: moduleOf(parts, name) })),
    ...(await filesUnder(command, ['bin', 'dist', 'package.json']))
      .map((file): Entry => ({ name: `/app/${file}`, kind: 'file', from: join(command, file) })),
    { name: '/bin/crash-only', kind: 'script', text: '#!/bin/sh\nexec node /app/bin/crash-only.js "$@"\n' },
    ...(await readdir(join(import.meta.dirname, 'guest'))).filter((name) => name !== 'init')
      .map((name): Entry => ({ name: `/guest/${name}`, kind: 'file', from: join(import.meta.dirname, 'guest', name) })),
    ...more.entries,
    { name: '/etc/passwd', kind: 'text', text: 'root:x:0:0::/root:/bin/sh\nshop:x:1000:200::/tmp:/bin/sh\n' },
    { name: '/etc/group', kind: 'text', text: 'root:x:0:\nwatchdog:x:200:\n' },
  ]
  const folders = new Set(['/dev', '/proc', '/sys', '/tmp', '/run'].concat(files.flatMap(({ name }) => parentsOf(name))))
  await writeCpio(path, [
    ...[...folders].sort().map((name): Entry => ({ name: name.slice(1), kind: 'folder' })),
    { name: 'dev/console', kind: 'device', major: 5, minor: 1 },
    { name: 'dev/null', kind: 'device', major: 1, minor: 3 },
    ...files.map((file) => ({ ...file, name: file.name.slice(1) })),
  ])
}

function moduleOf({ modules }: MachineParts, name: string): string {
  const path = modules.get(name)
  if (path === undefined) throw new Error(`the kernel has no module ${name}`)
  return path
}

async function filesUnder(folder: string, names: readonly string[]): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = all.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return files.filter((file) => names.some((name) => file === name || file.startsWith(`${name}/`)))
}

function parentsOf(path: string): string[] {
  const parent = dirname(path)
  return parent === '/' ? [] : [...parentsOf(parent), parent]
}
