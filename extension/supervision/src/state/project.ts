import { readTextIfThere, writeDurably } from '../platform/durable-file.ts'
import { parseJson } from '../platform/json.ts'
import type { ProjectPaths } from './project-paths.ts'

/** One supervised program, resolved: every default is filled in. */
export interface ProcessSpec {
  readonly name: string
  /** A text is run by the shell, a list directly. */
  readonly command: string | readonly string[]
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly heartbeat: { readonly staleAfterMs: number }
}

/** `run`: keep it running. `end`: everything is to be killed. `ended`: nothing of it is left. */
export type ProjectWish = 'run' | 'end' | 'ended'

/** `project.json`: what is to run. Start-up reads it; so does a role that was raised again. */
export interface Project {
  readonly v: 1
  readonly folder: string
  readonly wish: ProjectWish
  /** Where `processes` comes from: a file's name, or `command line`. */
  readonly source: string
  readonly processes: readonly ProcessSpec[]
  /** Names that `stop NAME` stopped. */
  readonly stopped: readonly string[]
}

export const defaultStaleAfterMs = 2_000

export async function writeProject(paths: ProjectPaths, project: Project): Promise<void> {
  await writeDurably(paths.project, JSON.stringify(project, null, 2))
}

/** Undefined where there is none, and for one that another version wrote. */
export async function readProject(paths: ProjectPaths): Promise<Project | undefined> {
  const project = parseJson((await readTextIfThere(paths.project)) ?? '') as Partial<Project> | undefined
  return project?.v === 1 && Array.isArray(project.processes) ? (project as Project) : undefined
}
