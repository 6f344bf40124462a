/** What a relay passes the watchdog's health on to. */
export type RelayTarget =
  /** The kernel's watchdog API. `timeoutS` and `pretimeoutS`: 0 leaves what the driver has. */
  | DeviceOrder
  /** sd_notify(3): `NOTIFY_SOCKET` of its environment. */
  | { readonly kind: 'systemd' }
  /** A heartbeat file for watchdog(8), or for anything else that looks at modification times. */
  | { readonly kind: 'file'; readonly path: string }

export interface DeviceOrder {
  readonly kind: 'device'
  readonly path: string
  readonly timeoutS: number
  readonly pretimeoutS: number
  readonly isNowayoutAccepted: boolean
}

/** What a relay is told, as JSON. */
export interface RelayOrder {
  readonly target: RelayTarget
  /** Silence of the watchdog after which nothing is passed on. */
  readonly staleAfterMs: number
}

/** `refused`: it ended without having armed anything, and `why` says what is to be done. */
export type RelayState = 'idle' | 'proving' | 'armed' | 'starving' | 'disarmed' | 'refused'

/** `relay.json`: what the relay is in. It is written at every change, by the relay alone. */
export interface RelayRecord extends RelayFacts {
  readonly v: 1
  readonly pid: number
  readonly boot: string
  readonly state: RelayState
  readonly kind: RelayTarget['kind']
  readonly why: string
  /** Of one that was refused. */
  readonly exitCode?: number
}

export interface RelayFacts {
  /** For people: what it feeds, such as `/dev/watchdog0 (i6300ESB timer)`. */
  readonly target: string
  /** How long after the last kick the target acts; null where only the target knows. */
  readonly timeoutMs: number | null
  /** It cannot be disarmed once it is armed. */
  readonly isForEver: boolean
}
