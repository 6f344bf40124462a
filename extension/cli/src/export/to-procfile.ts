import { relative } from 'node:path'

import type { ProcessSpec } from '../../../supervision/src/state/project.ts'
import { toShellText } from '../../../supervision/src/state/shell-text.ts'
import { commentLines, type Exporter, mark } from './exported.ts'

const about = `
Whoever runs a Procfile starts again what exits. What hangs it does not see; where that matters, let it run one process,
\`app: crash-only run\`, which runs all of these.
`

/** One line for each process, for foreman, honcho, Heroku and their like. */
export const toProcfile: Exporter = ({ folder, processes }) => {
  const lines = processes.map((spec) => `${spec.name}: ${lineOf(spec, folder)}\n`)
  return [{ path: 'Procfile', text: `${commentLines(`${mark('procfile')}\n${about}`)}${lines.join('')}` }]
}

function lineOf({ command, cwd, env }: ProcessSpec, folder: string): string {
  const text = typeof command === 'string' ? command : toShellText(command)
  const from = relative(folder, cwd)
  const variables = Object.entries(env).map(([name, value]) => toShellText([`${name}=${value}`]))
  // A text of several commands must stay one.
  const whole = variables.length === 0 ? text : `env ${variables.join(' ')} sh -c ${toShellText([text])}`
  return (from === '' ? whole : `cd ${toShellText([from])} && ${whole}`).replaceAll('\n', ' ')
}
