import type { Configuration } from '../../../supervision/src/state/control.ts'
import { plainSpec, type ProcessSpec, remedies } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'

interface Line {
  readonly text: string
  readonly number: number
}

/** The text of a Procfile: `name: command` a line, `#` begins a comment (devcenter.heroku.com/articles/procfile). */
export function readProcfile(text: string, _path: string, folder: string): Configuration {
  const lines = text.split('\n').map((line, index) => ({ text: line.trim(), number: index + 1 }))
  const processes = lines.filter((line) => line.text !== '' && !line.text.startsWith('#')).map((line) => parseLine(line, folder))
  if (processes.length === 0) throw badInput('Procfile: there is no process in it (add a line "web: node server.js")')
  const twice = processes.find(({ name }, index) => processes.findIndex((other) => other.name === name) !== index)
  if (twice !== undefined) throw badInput(`Procfile: "${twice.name}" stands in it twice (rename one)`)
  return { processes, caches: [], escalation: remedies }
}

function parseLine({ text, number }: Line, folder: string): ProcessSpec {
  const [, name, command] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,62}):\s*(\S.*)$/u.exec(text) ?? []
  if (name === undefined || command === undefined) {
    throw badInput(`Procfile:${number}: not of the form "name: command" (correct the line)`)
  }
  return plainSpec({ name, command, cwd: folder })
}
