import { commandHash, readLearned } from '../../../supervision/src/state/learned.ts'
import { readLearnedModules } from '../../../supervision/src/state/learned-modules.ts'
import { type ProcessSpec, readProject } from '../../../supervision/src/state/project.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import type { ProcessStatus } from '../../../supervision/src/state/status.ts'
import { type BootReport, bootReport } from './boot-report.ts'

/** What the journal and the earlier starts say of how each process starts. */
export async function readBootReports(
  paths: ProjectPaths, processes: readonly ProcessStatus[],
): Promise<{ readonly process: ProcessStatus; readonly report: BootReport }[]> {
  const specs = (await readProject(paths))?.processes ?? []
  return Promise.all(processes.map(async (process) => {
    const spec = specs.find(({ name }) => name === process.name)
    return { process, report: await readOne(paths, process, spec) }
  }))
}

async function readOne(paths: ProjectPaths, process: ProcessStatus, spec: ProcessSpec | undefined): Promise<BootReport> {
  const command = spec === undefined ? '' : commandHash(spec)
  const learnedBootsMs = (await readLearned(paths.learned, process.name, command))?.bootsMs ?? []
  const learned = await readLearnedModules(paths.learned, process.name)
  // The modules of another command that had this name say nothing of this one.
  const isOfIt = learned?.key.startsWith(`${command} `) === true
  return bootReport({ process, folder: paths.folder, learnedBootsMs, learned: isOfIt ? learned : undefined })
}
