/**
 * What a call of `listen` asks for (net.Server's documentation): a TCP port, or a path. Ports that the system chooses,
 * handles and descriptors are the program's own business, and so is `reusePort`, with which several copies share a port.
 */
export type Asked = AskedPort | AskedPath

export interface AskedPort {
  readonly kind: 'tcp'
  /** Null where it named none. */
  readonly host: string | null
  readonly port: number
  readonly isIpv6Only: boolean
  readonly backlog: number | null
  /** All else that was given. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface AskedPath {
  readonly kind: 'unix'
  readonly path: string
  readonly backlog: number | null
  readonly options: Readonly<Record<string, unknown>>
}

export function askedFor(args: readonly unknown[]): Asked | undefined {
  const [first, second, third] = args
  if (typeof first === 'object' && first !== null) return askedByOptions(first as Record<string, unknown>, numberOf(second))
  const backlog = numberOf(second) ?? numberOf(third)
  const host = typeof second === 'string' ? second : null
  const port = portOf(first)
  if (port !== undefined) return { kind: 'tcp', host, port, isIpv6Only: false, backlog, options: {} }
  return typeof first === 'string' ? askedByPath(first, backlog, {}) : undefined
}

const ownBusiness = ['fd', '_handle', 'handle', 'reusePort'] as const

function askedByOptions(given: Record<string, unknown>, secondBacklog: number | null): Asked | undefined {
  if (ownBusiness.some((key) => given[key] !== undefined && given[key] !== false)) return undefined
  const { port: askedPort, host, path, backlog: askedBacklog, ipv6Only, ...options } = given
  const backlog = numberOf(askedBacklog) ?? secondBacklog
  if (typeof path === 'string' && askedPort === undefined) return askedByPath(path, backlog, options)
  const port = portOf(askedPort)
  if (port === undefined) return undefined
  return { kind: 'tcp', host: typeof host === 'string' && host !== '' ? host : null, port, isIpv6Only: ipv6Only === true, backlog, options }
}

// A name that begins with a zero byte is in the abstract namespace: it has no file, and ends with its socket.
function askedByPath(path: string, backlog: number | null, options: Readonly<Record<string, unknown>>): AskedPath | undefined {
  const isNumber = Number(path) >= 0
  return path === '' || path.startsWith('\0') || isNumber ? undefined : { kind: 'unix', path, backlog, options }
}

function portOf(value: unknown): number | undefined {
  const port = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof port === 'number' && Number.isInteger(port) && port > 0 ? port : undefined
}

function numberOf(value: unknown): number | null {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
  return isNumeric && Number(value) > 0 ? Number(value) : null
}
