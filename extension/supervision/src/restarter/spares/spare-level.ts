import type { SpareWish } from '../../state/project.ts'

/** How far a spare goes; `none` where there is none. */
export type SpareLevel = 'none' | 'boot' | 'warm' | 'hot'

export interface SpareFacts {
  readonly wish: SpareWish
  /** The program is Node itself: no shell, runner or package manager stands between us and it. */
  readonly isDirect: boolean
  /** It listened on a socket. */
  readonly isServer: boolean
  /** It is known which packages it can load ahead. */
  readonly hasPackages: boolean
  /** Why a level was found not to work, where it was. */
  readonly refused: Readonly<Partial<Record<SpareLevel, string>>>
}

export interface SpareDecision {
  readonly level: SpareLevel
  /** Why it is less than what was asked for; null where it is not. */
  readonly advice: string | null
}

const notDirect = 'no spare: the command must start node directly for one, without --inspect, --env-file and the like'
const lower = { hot: 'warm', warm: 'boot', boot: 'none' } as const

/** How far the next spare goes: as far as was asked for, or as far as it is safe and was seen to work. */
export function decideSpare(facts: SpareFacts): SpareDecision {
  const { wish, isDirect, isServer, hasPackages, refused } = facts
  if (wish === 'none' || wish === 'pair') return { level: 'none', advice: null }
  if (!isDirect) return { level: 'none', advice: wish === 'hot' ? notDirect : null }
  const isNoServer = wish === 'hot' && !isServer
  const begin = isNoServer ? 'warm' : wish
  const why = isNoServer ? 'its spare is warm, not hot: it listens on nothing, so there is no place where a hot one could wait' : null
  const allowed = stepDown(begin, refused, why)
  return allowed.level === 'warm' && !hasPackages ? { ...allowed, level: 'boot' } : allowed
}

function stepDown(begin: Exclude<SpareLevel, 'none'>, refused: SpareFacts['refused'], why: string | null): SpareDecision {
  let level: SpareLevel = begin
  let advice = why
  while (level !== 'none' && refused[level] !== undefined) {
    advice = refused[level] ?? advice
    level = lower[level]
  }
  return { level, advice }
}
