/** The attributes of sysfs that are looked at (Documentation/ABI/testing/sysfs-class-watchdog). */
export const deviceAttributes = [
  'identity', 'state', 'nowayout', 'timeout', 'min_timeout', 'max_timeout', 'bootstatus', 'pretimeout_governor',
] as const

/** What can be known of a watchdog device without opening it: an open would arm it. */
export interface DeviceFacts {
  readonly type: 'nothing' | 'other' | 'watchdog'
  /** Every attribute may be missing: drivers, and kernels, differ. */
  readonly attributes: Partial<Record<(typeof deviceAttributes)[number], string>>
}
