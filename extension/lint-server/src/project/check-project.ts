import type { Finding } from '../finding.ts'
import { findingsIn, type Judgement, type Source } from '../judge-file.ts'
import { listFiles } from './list-files.ts'
import { readSource } from './read-source.ts'

/** What a check of the whole project has come to. */
export interface ProjectSummary {
  /** How many files our rules have judged. */
  readonly files: number
  readonly findings: number
  /** The project's own ESLint judges them by our plugin, or leaves them out. */
  readonly leftToEslint: number
  readonly tooLarge: number
  /** Not to be read, or not as JavaScript or TypeScript. */
  readonly unreadable: number
  /** It took too long, or a rule failed. */
  readonly givenUp: number
  /** There are more files than are looked at. */
  readonly isCut: boolean
  readonly isCancelled: boolean
}

export interface CheckParts {
  readonly judge: (source: Source) => Promise<Judgement>
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
  const listed = await Promise.all(roots.map(async (root) => listFiles(root, parts.isCancelled)))
  const paths = [...new Set(listed.flatMap(({ files }) => files))]
  await parts.prepare(paths)
  const became: Record<Judgement['kind'], number> =
    { 'judged': 0, 'left-to-eslint': 0, 'too-large': 0, 'unreadable': 0, 'given-up': 0, 'not-asked-for': 0 }
  let [done, findings] = [0, 0]
  while (done < paths.length && !parts.isCancelled()) {
    const path = paths[done] ?? ''
    const judgement = await judgeAt(path, parts)
    became[judgement.kind] += 1
    parts.show(path, findingsIn(judgement))
    findings += findingsIn(judgement).length
    done += 1
    parts.progress(done, paths.length)
  }
  return {
    files: became.judged, findings, leftToEslint: became['left-to-eslint'], tooLarge: became['too-large'],
    unreadable: became.unreadable, givenUp: became['given-up'], isCut: listed.some(({ isCut }) => isCut), isCancelled: parts.isCancelled(),
  }
}

async function judgeAt(path: string, { judge, openText }: CheckParts): Promise<Judgement> {
  const open = openText(path)
  const source = open === undefined ? await readSource(path) : { kind: 'text', text: open } as const
  return source.kind === 'text' ? judge({ path, text: source.text }) : source
}
