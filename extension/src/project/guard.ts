/**
 * Who guards the project now. `none`: nobody, and nobody should. `reconnecting`: the restarter just died; the watchdog
 * raises another. `lost`: that took too long.
 */
export type Guard =
  | { readonly kind: 'none' }
  | { readonly kind: 'guarded'; readonly restarterPid: number; readonly watchdogPid: number | null }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'lost' }
