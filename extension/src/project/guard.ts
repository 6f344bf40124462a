/**
 * Who guards the project now. `none`: nobody, and nobody should. `reconnecting`: the restarter just died; the watchdog
 * raises another. `lost`: that took too long. `other-version`: somebody does whom we do not understand. `not-ours`: a folder of it
 * belongs to somebody else, so nothing there is believed, or touched.
 */
export type Guard =
  | { readonly kind: 'none' }
  | { readonly kind: 'guarded'; readonly restarterPid: number; readonly watchdogPid: number | null }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'other-version' }
  | { readonly kind: 'not-ours'; readonly path: string }
