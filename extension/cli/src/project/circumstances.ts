import { basename } from 'node:path'

import { heldPlaceText } from '../../../supervision/src/state/control.ts'
import type { MemberHeartbeat, ProcessStatus } from '../../../supervision/src/state/status.ts'
import { inWords } from '../output.ts'

/** What a person must know of a process beside its row in the table: why it is not simply up, and what to do. */
export function circumstances(process: ProcessStatus): string[] {
  const { name, needs, waitsFor, retryInMs, pausedForMs, flag, advice, heartbeats, held } = process
  return [
    waitsFor.length > 0 && `waits for ${waitsFor.join(', ')}, which it needs`,
    waitsFor.length === 0 && needs.length > 0 && `needs ${needs.join(', ')}`,
    retryInMs !== null && `is tried again in ${inWords(retryInMs)}`,
    pausedForMs !== null && `paused: nobody judges it for another ${inWords(pausedForMs)} (crash-only pause ${name} --for 0 ends that)`,
    flag !== null && describeFlag(flag),
    heartbeats.length > 1 && describeJudged(heartbeats),
    held.length > 0 && `holds ${held.map(heldPlaceText).join(', ')} while it restarts`,
    advice,
  ].filter((note) => typeof note === 'string')
}

const kinds = { hang: 'hangs', 'crash-loop': 'does not come up', unhealthy: 'is not healthy' } as const

function describeFlag({ kind, why, isGivenUp }: NonNullable<ProcessStatus['flag']>): string {
  const next = isGivenUp ? 'nothing helped, somebody must look at it; it is still tried again and again' : 'being remedied'
  return `${kinds[kind]}: ${why} (${next})`
}

function describeJudged(heartbeats: readonly MemberHeartbeat[]): string {
  const describe = (some: readonly MemberHeartbeat[]): string =>
    some.map(({ pid, script }) => `${basename(script) || 'a process'} (${pid ?? 'its own file'})`).join(', ')
  const [judged, others] = [heartbeats.filter(({ isJudged }) => isJudged), heartbeats.filter(({ isJudged }) => !isJudged)]
  return `judged by ${describe(judged)}${others.length > 0 ? `, not by ${describe(others)}` : ''}`
}
