import { join, resolve } from 'node:path'

import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import type { RelayOrder, RelayTarget } from '../../../supervision/src/state/relay-types.ts'
import { parseDurationMs } from '../duration.ts'
import { badInput } from '../failure.ts'

export interface RelayOptions {
  readonly device?: string
  readonly systemd?: boolean
  /** True: the usual file. */
  readonly file?: string | true
  readonly timeout?: string
  readonly pretimeout?: string
  readonly acceptNowayout?: boolean
  readonly staleAfter: string
  readonly inspect?: boolean
  readonly json?: boolean
  readonly stop?: boolean
}

const shortestStaleMs = 2_500 // the watchdog says once a second that it looks
const longestS = 65_535

/** What the relay is told. One target, given by name: none is ever looked for. */
export function toRelayOrder(options: RelayOptions, paths: ProjectPaths): RelayOrder {
  const { device, systemd, file, timeout, pretimeout, acceptNowayout = false } = options
  const targets: RelayTarget[] = []
  const times = { timeoutS: toSeconds('--timeout', timeout), pretimeoutS: toSeconds('--pretimeout', pretimeout) }
  if (device !== undefined) targets.push({ kind: 'device', path: resolve(device), ...times, isNowayoutAccepted: acceptNowayout })
  if (systemd === true) targets.push({ kind: 'systemd' })
  if (file !== undefined) targets.push({ kind: 'file', path: file === true ? relayFile(paths) : resolve(file) })
  const [target] = targets
  if (target === undefined || targets.length > 1) {
    throw badInput('give one of --device PATH, --systemd, --file [PATH] (or --stop)')
  }
  const isOfDevice = timeout !== undefined || pretimeout !== undefined || acceptNowayout
  if (isOfDevice && target.kind !== 'device') {
    throw badInput('--timeout, --pretimeout and --accept-nowayout are for --device (leave them out)')
  }
  if (times.timeoutS > 0 && times.pretimeoutS >= times.timeoutS) {
    throw badInput('--pretimeout is time before the reset (give less than --timeout)')
  }
  return { target, staleAfterMs: toStaleMs(options.staleAfter) }
}

function toStaleMs(text: string): number {
  const staleAfterMs = toMs('--stale-after', text)
  if (staleAfterMs >= shortestStaleMs) return staleAfterMs
  throw badInput(`--stale-after ${text}: the watchdog looks once a second (give 3s or more)`)
}

/** The heartbeat file for watchdog(8) where no other is given. */
export function relayFile({ runtime }: Pick<ProjectPaths, 'runtime'>): string {
  return join(runtime, 'relay.heartbeat')
}

function toSeconds(option: string, text: string | undefined): number {
  if (text === undefined) return 0
  const seconds = toMs(option, text) / 1_000
  if (seconds >= 1 && seconds <= longestS && Number.isInteger(seconds)) return seconds
  throw badInput(`${option} ${text}: not whole seconds (give such as 30s)`)
}

function toMs(option: string, text: string): number {
  const ms = parseDurationMs(text)
  if (ms === undefined) throw badInput(`${option} ${text}: not a duration (give such as 10s or 2m)`)
  return ms
}
