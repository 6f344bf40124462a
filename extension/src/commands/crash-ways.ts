import { type CrashWay, crashWays } from '../../supervision/src/state/control.ts'
import type { L10n } from '../l10n.ts'

/** A way to crash a program, as the list shows it. */
export interface CrashWayItem {
  readonly label: string
  readonly description: string
  readonly way: CrashWay
}

/** What decides which ways there are. */
export interface CrashWayFacts {
  readonly platform: NodeJS.Platform
  /** It is a Node program with our heartbeat in it: only there can a crash come from inside. */
  readonly isNode: boolean
}

/** What this platform cannot do, and what only a program with our heartbeat in it can do, is not in the list. */
export function crashWayItems(facts: CrashWayFacts, l10n: L10n): readonly CrashWayItem[] {
  return crashWays.filter((way) => isPossible(way, facts)).map((way) => ({ label: way, description: explanations[way](l10n), way }))
}

export function isPossible(way: CrashWay, { platform, isNode }: CrashWayFacts): boolean {
  if (way === 'freeze') return platform !== 'win32' // it has no signals that stop a process
  return way === 'kill' || isNode
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
