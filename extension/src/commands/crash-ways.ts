import { type CrashWay, crashWays } from '../../supervision/src/state/control.ts'
import type { L10n } from '../l10n.ts'

/** A way to crash a program, as the list shows it. */
export interface CrashWayItem {
  readonly label: string
  readonly detail: string
  readonly way: CrashWay
}

export function crashWayItems(l10n: L10n): readonly CrashWayItem[] {
  return crashWays.map((way) => ({ label: way, detail: explanations[way](l10n), way }))
}

const explanations: Record<CrashWay, (l10n: L10n) => string> = {
  kill: (l10n) => l10n.t('Kill it at once (SIGKILL), as the kernel does when memory runs out'),
  throw: (l10n) => l10n.t('Throw an exception that nobody catches'),
  reject: (l10n) => l10n.t('Reject a promise that nobody handles'),
  hang: (l10n) => l10n.t('Block its event loop forever: alive, but it does nothing'),
  freeze: (l10n) => l10n.t('Stop it where it stands (SIGSTOP), as a stalled disk or machine does'),
  abort: (l10n) => l10n.t('Abort it (SIGABRT), as a bug in native code does'),
  deadlock: (l10n) => l10n.t('Wait for a lock that nobody will ever release'),
  exit: (l10n) => l10n.t('Exit with code 1, as if it had given up'),
  oom: (l10n) => l10n.t('Fill its memory until it has none left'),
}
