import { table } from '../../table.ts'
import type { Hang } from '../parts/hang.ts'
import type { Storm } from '../parts/storm.ts'
import type { Aftermath } from '../parts/supervisor-death.ts'
import type { Results } from '../results/results.ts'
import { nameOf, rowsOf } from './entrants.ts'
import { medianOrNever, shortly } from './figures.ts'

export function renderHangs(results: Results): string {
  const { hang } = results.parts
  if (hang === undefined) return ''
  const rows = rowsOf(results, hang).map(({ entrant, value: { spin, freeze } }) => [
    nameOf(entrant), answered(spin), ended(spin), answered(freeze), ended(freeze), String(Math.max(spin.length, freeze.length)),
  ])
  return table(['ms, median', 'endless loop → answer', '→ it is ended', 'SIGSTOP → answer', '→ it is ended', 'n'], rows)
}

const answered = (hangs: readonly Hang[]): string => msOr('never', hangs.map(({ answeredMs }) => answeredMs))
const ended = (hangs: readonly Hang[]): string => msOr('never', hangs.map(({ endedMs }) => endedMs))

function msOr(otherwise: string, values: readonly (number | null)[]): string {
  if (values.length === 0) return '–'
  const found = medianOrNever(values)
  return found === null ? otherwise : shortly(found)
}

export function renderSupervisorDeaths(results: Results): string {
  const { supervisor } = results.parts
  if (supervisor === undefined) return ''
  const rows = rowsOf(results, supervisor).flatMap(({ entrant, value }) => value.map((one) => [
    `${nameOf(entrant)}: ${one.role}`, one.isProgramDead ? 'dies' : 'lives', String(one.failed),
    one.roleBackMs === null ? 'no' : shortly(one.roleBackMs), repaired(one.repairedMs), started(one), repaired(one.again.repairedMs),
  ]))
  const headings = [
    'kill -9 of', 'the program', 'failed of 400 requests', 'back by itself, ms', 'next crash repaired, ms', 'started again',
    'next crash repaired, ms',
  ]
  return table(headings, rows)
}

const repaired = (ms: number | null): string => (ms === null ? 'no' : shortly(ms))

// Where the program lived on, every start is one of a second copy, however soon that dies of the port that is in use.
function started({ isProgramDead, again: { copies, starts, answers } }: Aftermath): string {
  if (!answers) return 'does not serve'
  if (isProgramDead) return 'serves again'
  if (starts > 1) return `a second copy, again and again (${starts} starts in 4 s)`
  return starts > 0 || copies > 0 ? 'a second copy' : 'one copy'
}

export function renderStorms(results: Results): string {
  const { storm } = results.parts
  if (storm === undefined) return ''
  const rows = rowsOf(results, storm).map(({ entrant, value: { fromTheStart, afterHealth } }) =>
    [nameOf(entrant), ...stormCells(fromTheStart), ...stormCells(afterHealth)])
  const cells = ['starts in 20 s', 'CPU %', 'back, s']
  const headings = ['first start', 'after health'].flatMap((when) => cells.map((cell) => `${when}: ${cell}`))
  return table(['dies at each start', ...headings], rows)
}

function stormCells({ starts, cpuPercent, backMs, isGivenUp }: Storm): string[] {
  const back = backMs === null ? undefined : shortly(backMs / 1_000)
  return [String(starts), shortly(cpuPercent), back ?? (isGivenUp ? '**never**: given up' : 'not within 20 s')]
}

export function renderCost(results: Results): string {
  const { cost } = results.parts
  if (cost === undefined) return ''
  const rows = rowsOf(results, cost).map(({ entrant, value }) => [
    nameOf(entrant), String(value.ownProcesses), shortly(value.own.rssMb), shortly(value.own.pssMb), shortly(value.own.privateMb),
    value.cpuPercent.toFixed(2), String(value.programProcesses), shortly(value.program.privateMb),
  ])
  const headings = [
    'idle', 'its processes', 'RSS MB', 'PSS MB', 'private MB', 'CPU % of a core', 'processes of the program', 'private MB of these',
  ]
  return table(headings, rows)
}
