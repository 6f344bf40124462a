import { parseDurationMs } from '../duration.ts'
import { badInput } from '../failure.ts'
import { say } from '../output.ts'
import { ask } from '../project/control-client.ts'
import { openProject } from '../project/open-project.ts'

const longestMs = 86_400_000

/** `crash-only pause NAME --for 10m`: nobody judges it meanwhile, because a debugger holds it. It runs out by itself. */
export async function pause(name: string, options: { readonly for: string }): Promise<void> {
  const forMs = parseDurationMs(options.for)
  if (forMs === undefined) throw badInput(`--for ${options.for}: not a duration (give 90s, 10m, 2h, or 0 to end a pause)`)
  if (forMs > longestMs) throw badInput(`--for ${options.for}: longer than 24h (give less; it can be given again)`)
  await ask(await openProject(), { do: 'pause', name, forMs })
  say(forMs === 0
    ? `${name} is judged again`
    : `${name} is paused for ${options.for}: its hangs are not seen until then (crash-only pause ${name} --for 0 ends it)`)
}
