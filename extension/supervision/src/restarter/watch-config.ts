import { execFile } from 'node:child_process'
import { type FSWatcher, watch } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const debounceMs = 200
const lookAgainMs = 1_000
const applyDeadlineMs = 30_000
const ownPrefix = 'crash-only: '

export interface ConfigContext {
  readonly folder: string
  /** The file's name in the folder. */
  readonly source: string
  /** Absolute path of the command's program, which reads and checks the file, and asks us to apply it. */
  readonly command: string
  /** The one that was saved last was refused. It may have been put right while nobody watched. */
  readonly isRefused: boolean
  /** What is wrong with it, in one line. */
  readonly onRefused: (why: string) => void
}

/** Has the configuration applied whenever its file changes. One that is wrong changes nothing: the last good one stays. */
export async function watchConfig(context: ConfigContext): Promise<never> {
  const path = join(context.folder, context.source)
  let change = nextChange(path)
  if (context.isRefused) await apply(context)
  for (;;) {
    await change
    await delay(debounceMs)
    change = nextChange(path) // before it is read: what is saved meanwhile must not be missed
    await apply(context)
  }
}

async function nextChange(path: string): Promise<void> {
  const watcher = await open(path)
  await new Promise<void>((resolve) => { watcher.once('change', () => { resolve() }).once('error', () => { resolve() }) })
  watcher.close() // of the old file, where it was replaced
}

async function open(path: string): Promise<FSWatcher> {
  for (;;) {
    try {
      return watch(path)
    } catch {
      await delay(lookAgainMs) // deleted just now; an editor that replaces it is done soon
    }
  }
}

async function apply({ folder, command, onRefused }: ConfigContext): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [command, 'apply'], { cwd: folder, timeout: applyDeadlineMs, killSignal: 'SIGKILL' })
  } catch (error) {
    const isThere = await access(folder).then(() => true, () => false)
    onRefused(isThere ? refusalIn(error) : `the folder ${folder} is gone; nothing was changed, what runs goes on`)
  }
}

/** The one line that the command says; Node may have put warnings around it. */
function refusalIn(error: unknown): string {
  const { stderr = '' } = error as { readonly stderr?: string }
  const line = stderr.split('\n').find((one) => one.startsWith(ownPrefix))
  return line?.slice(ownPrefix.length) ?? (stderr.trim() || String(error))
}
