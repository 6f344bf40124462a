import { findRelay } from '../../../supervision/src/state/find-relay.ts'
import type { RelayFacts, RelayOrder } from '../../../supervision/src/state/relay-types.ts'
import { badInput, tryAgainLater } from '../failure.ts'
import { inWords, say } from '../output.ts'
import { openProject } from '../project/open-project.ts'
import { type RelayOptions, toRelayOrder } from '../relay/relay-order.ts'
import { inspectRelay, type RelayOutlook, startRelay } from '../relay/start-relay.ts'
import { stopRelay } from '../relay/stop-relay.ts'

const kickEveryMs = 1_000

/**
 * `crash-only relay (--device PATH | --systemd | --file [PATH])`: passes the watchdog's health on, in the background, to
 * something that watches it. `--stop` disarms that. `--inspect` tells what would be done, and opens nothing.
 */
export async function relay(options: RelayOptions): Promise<void> {
  const paths = await openProject()
  if (options.stop === true) { say(await stopRelay(paths, options.acceptNowayout === true)); return }
  const order = toRelayOrder(options, paths)
  const outlook = await inspectRelay(paths, order)
  if (options.inspect === true) { tellOutlook(outlook, order, options); return }
  const running = await findRelay(paths.runtime)
  const isRunning = running !== null && running.state !== 'lost'
  if (isRunning && running.target === outlook.target) {
    say(`relay ${running.pid} runs already: ${running.target} is ${running.state}`)
    return
  }
  if (outlook.refusal !== null) throw badInput(outlook.refusal)
  if (isRunning) throw tryAgainLater(`relay ${running.pid} runs already, for ${running.target} (crash-only relay --stop first)`)
  const record = await startRelay(paths, order)
  if (record?.state === 'armed') say(`armed: ${describe(record, order)}${record.why === '' ? '' : `; ${record.why}`}`)
  else say(`the relay is up; it arms ${outlook.target} when it has seen the watchdog look (${record?.why ?? 'crash-only status'})`)
}

function tellOutlook(outlook: RelayOutlook, order: RelayOrder, { json }: RelayOptions): void {
  say(json === true ? JSON.stringify({ ...outlook, worstMs: worstMs(outlook, order) }) : describe(outlook, order))
}

/** What is to be known before it is armed: what happens without the watchdog, and how it is ended. */
function describe({ target, isForEver, ...facts }: RelayFacts & Partial<RelayOutlook>, order: RelayOrder): string {
  const { refusal = null, remarks = [] } = facts
  const worst = worstMs(facts, order)
  const within = worst === null ? `after ${inWords(order.staleAfterMs + kickEveryMs)} and its own time` : `within ${inWords(worst)}`
  const acts = `without the watchdog, ${actors[order.target.kind]} ${within}`
  const end = isForEver ? 'it cannot be disarmed' : 'crash-only relay --stop disarms it'
  return [`${target}: ${acts}; ${end}`, ...remarks, ...(refusal === null ? [] : [refusal])].join('; ')
}

const actors: Readonly<Record<RelayOrder['target']['kind'], string>> = {
  device: 'this computer is reset', systemd: 'systemd restarts the unit', file: 'whoever looks at it acts',
}

function worstMs({ timeoutMs }: Pick<RelayFacts, 'timeoutMs'>, { staleAfterMs }: RelayOrder): number | null {
  return timeoutMs === null ? null : staleAfterMs + kickEveryMs + timeoutMs
}
