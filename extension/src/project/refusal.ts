import { join } from 'node:path'

import { type Project, refusedOf } from '../../supervision/src/state/project.ts'

/** What is wrong with the file of a project as it was saved last, while what it said before runs on. */
export interface Refusal {
  readonly file: string
  /** Counted from 1; the first one where the mistake is in no line. */
  readonly line: number
  readonly text: string
}

/** Null: nothing is refused, or nothing of the project runs. */
export function refusalOf(project: Project | undefined, folder: string): Refusal | null {
  const refused = refusedOf(project)
  if (project === undefined || refused === null) return null
  const { source } = project
  const start = `${source}:`
  if (!refused.startsWith(start)) return { file: join(folder, source), line: 1, text: refused }
  const [, line = '1', text = refused] = /^(?:(\d+):)?\s*(.*)$/su.exec(refused.slice(start.length)) ?? []
  return { file: join(folder, source), line: Number(line), text }
}
