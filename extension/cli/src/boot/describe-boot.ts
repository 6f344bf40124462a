import type { ProcessStatus } from '../../../supervision/src/state/status.ts'
import { inWords } from '../output.ts'
import { table } from '../table.ts'
import type { BootReport, Slowest } from './boot-report.ts'

/** How a process starts, in lines for a person. */
export function describeBoot(process: ProcessStatus, report: BootReport): string[] {
  return [`${process.name}: ${present(process)}`, ...lastBoots(process, report), ...slowest(report)]
}

function present({ pid, state, incarnation, upMs, boot }: ProcessStatus): string {
  if (pid === null) return state === 'stopped' ? 'stopped' : `${state}, it is not running just now`
  const how = startOf(boot.startedAs)
  const own = boot.recent.at(-1)
  if (own?.incarnation !== incarnation) return `started ${how} ${inWords(upMs)} ago, and is not up yet`
  return `started ${how}, and was up after ${inWords(own.ms)}`
}

function startOf(startedAs: string | null): string {
  return isCold(startedAs) ? 'cold' : `from a ${startedAs} spare`
}

function isCold(startedAs: string | null): startedAs is null | 'cold' {
  return startedAs === null || startedAs === 'cold'
}

function lastBoots({ boot: { recent } }: ProcessStatus, { earlierMs }: BootReport): string[] {
  const ofThisRun = recent.map(({ ms, startedAs }) => (isCold(startedAs) ? inWords(ms) : `${inWords(ms)} ${startedAs}`))
  const all = [...earlierMs.map(inWords), ...ofThisRun]
  return all.length === 0 ? [] : [`  last ${all.length === 1 ? 'boot' : `${all.length} boots`}: ${all.join(', ')}`]
}

const headings = ['what', 'own code', 'of a cold boot', '']

function slowest({ slowest, modules, untimed }: BootReport): string[] {
  if (modules === 0) return ['  what it loads is not known (it is noted when a Node program that is run directly is up)']
  if (slowest.length === 0) return [`  it loads ${countOf(modules)}; Node tells the time of CommonJS modules only, from 22.15 on`]
  const rows = slowest.map(({ what, modules: count, selfMs, share }) => [what, `${selfMs.toFixed(1)} ms`, shareText(share), countOf(count)])
  const left = untimed === 0 ? '' : `; of ${untimed} Node does not tell the time`
  return [`  slowest of ${countOf(modules)} while it was loaded${left}:`, ...table(headings, rows).map((row) => `    ${row}`)]
}

function shareText(share: Slowest['share']): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`
}

function countOf(modules: number): string {
  return modules === 1 ? '1 module' : `${modules} modules`
}
