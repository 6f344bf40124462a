import { readFile } from 'node:fs/promises'

import { plainSpec, type ProcessSpec } from '../../../supervision/src/state/project.ts'
import { badInput } from '../failure.ts'

/** The processes of a Procfile: `name: command` a line, `#` begins a comment (devcenter.heroku.com/articles/procfile). */
export async function readProcfile(path: string, folder: string): Promise<ProcessSpec[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((text, index) => ({ text: text.trim(), number: index + 1 }))
  const specs = lines.filter(({ text }) => text !== '' && !text.startsWith('#')).map((line) => parseLine(line, folder))
  if (specs.length === 0) throw badInput('Procfile: there is no process in it (add a line "web: node server.js")')
  return specs
}

function parseLine({ text, number }: { text: string; number: number }, folder: string): ProcessSpec {
  const [, name, command] = /^([A-Za-z0-9][A-Za-z0-9_-]{0,62}):\s*(\S.*)$/u.exec(text) ?? []
  if (name === undefined || command === undefined) {
    throw badInput(`Procfile:${number}: not of the form "name: command" (correct the line)`)
  }
  return plainSpec({ name, command, cwd: folder })
}
