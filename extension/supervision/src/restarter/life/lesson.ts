import { type LearnedModules, learnedModulesPath, readLearnedModules } from '../../state/learned-modules.ts'
import type { ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'
import { isDirectlyPreloaded } from '../../state/direct-node.ts'
import { modulesKey } from './modules-key.ts'

export interface Lesson {
  readonly path: string
  readonly key: string
}

/** What is known of the modules that a program loads, with the packages that are installed now. */
export interface KnownModules {
  /** Where, and as what, they are noted. */
  readonly lesson: Lesson
  readonly learned: LearnedModules | undefined
}

/** What an incarnation is to note of the modules that it loads; undefined where that is known, or nobody could use it. */
export async function lessonFor(paths: ProjectPaths, spec: ProcessSpec, isFirst: boolean): Promise<Lesson | undefined> {
  if (!isDirectlyPreloaded(spec)) return undefined
  const { lesson, learned } = await knownModules(paths, spec)
  // The program may have changed between two runs; between two lives of one run it seldom does, and noting costs a little.
  return isFirst || learned === undefined ? lesson : undefined
}

export async function knownModules({ folder, learned: directory }: ProjectPaths, spec: ProcessSpec): Promise<KnownModules> {
  const [key, learned] = await Promise.all([modulesKey(spec, folder), readLearnedModules(directory, spec.name)])
  return { lesson: { path: learnedModulesPath(directory, spec.name), key }, learned: learned?.key === key ? learned : undefined }
}
