import { readFile, rm } from 'node:fs/promises'

import { writeDurably } from '../platform/durable-file.ts'

/** A file beside a heartbeat, in which its process is asked for something. The preload takes it at its next beat. */
const askSuffix = '.crash'

/** Its answer where it was asked to listen for a debugger: `ws://127.0.0.1:<port>/<id>`. */
const inspectorSuffix = '.inspector'

/**
 * @param heartbeat the file in which the process beats
 * @param what a way to crash that happens inside (`CrashWay`), or to listen for a debugger
 */
export async function askAtHeartbeat(heartbeat: string, what: string): Promise<void> {
  await writeDurably(`${heartbeat}${askSuffix}`, what)
}

/** It is not to be obeyed when nobody waits for it any more. */
export async function takeBackAsk(heartbeat: string): Promise<void> {
  await rm(`${heartbeat}${askSuffix}`, { force: true })
}

/** Where the process listens for a debugger until it dies; undefined as long as it has not said so. */
export async function readInspectorPort(heartbeat: string): Promise<number | undefined> {
  const url = await readFile(`${heartbeat}${inspectorSuffix}`, 'utf8').catch(() => '')
  return URL.canParse(url) ? Number(new URL(url).port) : undefined
}
