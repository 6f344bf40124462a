import { BlockList, isIP } from 'node:net'

import type { HealthSpec } from '../../../supervision/src/state/project.ts'

export interface HealthEntry {
  readonly http?: string
  readonly tcp?: string
  readonly command?: string | readonly string[]
  readonly everyMs?: number
  readonly timeoutMs?: number
  readonly failuresMax?: number
}

const defaults = { everyMs: 5_000, timeoutMs: 2_000, failuresMax: 3 } as const
const portMax = 65_535

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * The question that a process must answer, or (as text) what is wrong with it. Only this machine is asked: a process
 * must not be restarted because of somebody else's, and a configuration must not make us call strangers.
 */
export function toHealthSpec(entry: HealthEntry): HealthSpec | string {
  const { everyMs = defaults.everyMs, timeoutMs = defaults.timeoutMs, failuresMax = defaults.failuresMax } = entry
  const question = toQuestion(entry)
  return typeof question === 'string' ? question : { ...question, everyMs, timeoutMs, failuresMax }
}

type Question =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'command'; readonly command: string | readonly string[] }

function toQuestion({ http, tcp, command }: HealthEntry): Question | string {
  if (http !== undefined) return toHttp(http)
  return tcp === undefined ? { kind: 'command', command: command ?? [] } : toTcp(tcp)
}

function toHttp(text: string): Question | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:') return `.http: ${JSON.stringify(text)} is no URL (give one such as http://127.0.0.1:3000/healthz)`
  if (!isLoopback(url.hostname)) return `.http: ${url.hostname} ${elsewhere}`
  return { kind: 'http', url: url.href }
}

function toTcp(text: string): Question | string {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/u.exec(text) ?? []
  const host = bracketed ?? plain ?? ''
  const port = Number(digits)
  if (!(port > 0 && port <= portMax)) return `.tcp: ${JSON.stringify(text)} is not of the form host:port (such as 127.0.0.1:5432)`
  if (!isLoopback(host)) return `.tcp: ${host} ${elsewhere}`
  return { kind: 'tcp', host, port }
}

const elsewhere = 'is not this machine (only 127.0.0.0/8, [::1] and localhost are asked; for others use "command")'

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/u, '$1')
  if (host.toLowerCase() === 'localhost') return true
  const version = isIP(host)
  return version !== 0 && loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
