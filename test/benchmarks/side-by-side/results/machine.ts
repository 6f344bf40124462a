import { readFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'

import type { Machine } from './results.ts'

const bytesPerGb = 2 ** 30

export async function describeMachine(): Promise<Machine> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '')
  return {
    node: process.versions.node,
    kernel: release(),
    system: /^PRETTY_NAME="?([^"\n]*)/mu.exec(text)?.[1] ?? process.platform,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / bytesPerGb),
  }
}
