import type { FileJudge } from '../judge-file.ts'
import type { Finding } from '../finding.ts'
import { listFiles } from './list-files.ts'
import { readSource } from './read-source.ts'

/** What a check of the whole project has come to. */
export interface ProjectSummary {
  readonly files: number
  readonly findings: number
  readonly isCancelled: boolean
}

export interface CheckParts {
  readonly judge: Pick<FileJudge, 'judge'>
  readonly show: (path: string, findings: readonly Finding[]) => void
  readonly progress: (done: number, all: number) => void
  readonly isCancelled: () => boolean
  /** What is open in the editor is judged as it stands there. */
  readonly openText: (path: string) => string | undefined
  /** Called once, before all: what can be asked about all files together. */
  readonly prepare: (files: readonly string[]) => Promise<unknown>
}

/** Judges every file of some folders, in their order. */
export async function checkProject(roots: readonly string[], parts: CheckParts): Promise<ProjectSummary> {
  const { judge, show, progress, isCancelled, openText } = parts
  const listed = await Promise.all(roots.map(async (root) => listFiles(root, isCancelled)))
  const files = [...new Set(listed.flat())]
  await parts.prepare(files)
  const counted = { files: 0, findings: 0 }
  for (const path of files) {
    if (isCancelled()) return { ...counted, isCancelled: true }
    const text = openText(path) ?? (await readSource(path))
    if (text !== undefined) {
      const findings = await judge.judge({ path, text })
      show(path, findings)
      counted.findings += findings.length
    }
    counted.files += 1
    progress(counted.files, files.length)
  }
  return { ...counted, isCancelled: false }
}
