import { npmServerNames, titleOf } from '../npm-servers.ts'
import type { Part, Results } from '../results/results.ts'
import { renderCost, renderHangs, renderStorms, renderSupervisorDeaths } from './behaviour.ts'
import { newConnections, renderLoad, renderRecovery } from './recovery.ts'
import { renderWorse } from './worse.ts'

/** All that was measured, as Markdown. Sections without figures are left out. */
export function renderTables(results: Results): string {
  const { parts } = results
  const sections: (readonly [title: string, text: string])[] = [
    ['', aboutOf(results)],
    ['Where ours is worse', renderWorse(results)],
    ['A crash', renderRecovery(results)],
    ...npmServerNames.map((name): readonly [string, string] => {
      const loaded = parts[name]?.of
      return [`A server that nobody here wrote: ${titleOf(name)}`, loaded === undefined ? '' : renderLoad(results, loaded, newConnections)]
    }),
    ['A hang', renderHangs(results)],
    ['The death of the supervisor itself', renderSupervisorDeaths(results)],
    ['A crash storm', renderStorms(results)],
    ['What it costs', renderCost(results)],
    ['What was run', renderEntrants(results)],
  ]
  return sections.filter(([, text]) => text !== '').map(([title, text]) => (title === '' ? text : `### ${title}\n\n${text}`)).join('\n')
}

function aboutOf({ machine, parts }: Results): string {
  const { node, kernel, system, cpu, cores, memoryGb } = machine
  const dates = [...new Set(Object.values(parts as Readonly<Record<string, Part<unknown>>>).map(({ at }) => at.slice(0, 10)))].sort()
  const minutes = Object.values(parts as Readonly<Record<string, Part<unknown>>>).reduce((sum, part) => sum + part.minutes, 0)
  const computer = `${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Linux ${kernel}, Node ${node}`
  return `\`npm run bench -- side-by-side\` on ${dates.join(' and ')}, ${Math.round(minutes)} minutes: ${computer}.\n`
}

function renderEntrants({ entrants, parts }: Results): string {
  const lines = entrants.map((entrant) => {
    if ('absent' in entrant) return `- ${entrant.title}: not run here: ${entrant.absent}.`
    const setting = entrant.setting === undefined ? '' : `: ${entrant.setting}`
    return `- ${entrant.title}${entrant.version === '' ? '' : ` ${entrant.version}`}${setting}.`
  })
  const failures = Object.entries(parts as Readonly<Record<string, Part<unknown>>>).flatMap(([name, { failed }]) =>
    Object.entries(failed).map(([id, why]) => `- ${id} in ${name}, incomplete: ${why.trim().split('\n').at(0) ?? ''}.`))
  return `${[...lines, ...failures].join('\n')}\n`
}
