import { lstat } from 'node:fs/promises'

import { touch } from '../platform/plain-file.ts'
import type { Target } from './target.ts'

/** A heartbeat file, for watchdog(8) or whoever else looks at it. */
export async function fileTarget(path: string): Promise<Target> {
  // What stands there may be something else by now, and an open would arm a device. Full or deleted: who looks sees the silence.
  const kick = async (): Promise<void> => { if (await isFileOrNothing(path)) await touch(path).catch(() => undefined) }
  const isUsable = await isFileOrNothing(path)
  return {
    facts: { target: path, isForEver: false, timeoutMs: null },
    refusal: isUsable ? undefined : `cannot use ${path}: it is no file (a device is armed with --device)`,
    remarks: [],
    arm: async () => kick().then(() => ''),
    kick,
    release: async () => kick().then(() => 'nobody touches it any more: whoever looks at it will act'),
  }
}

async function isFileOrNothing(path: string): Promise<boolean> {
  return lstat(path).then((found) => found.isFile(), (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT')
}
