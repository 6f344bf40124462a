import { learnedModulesPath, readLearnedModules } from '../../state/learned-modules.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { isDirectlyPreloaded } from '../../state/direct-node.ts'
import { modulesKey } from './modules-key.ts'

export interface Lesson {
  readonly path: string
  readonly key: string
}

/** What an incarnation is to note of the modules that it loads; undefined where that is known, or nobody could use it. */
export async function lessonFor(paths: ProjectPaths, spec: ProcessSpec, isFirst: boolean): Promise<Lesson | undefined> {
  if (!isDirectlyPreloaded(spec)) return undefined
  const key = await modulesKey(spec, paths.folder)
  // The program may have changed between two runs; between two lives of one run it seldom does, and noting costs a little.
  if (!isFirst && (await readLearnedModules(paths.learned, spec.name))?.key === key) return undefined
  return { path: learnedModulesPath(paths.learned, spec.name), key }
}
