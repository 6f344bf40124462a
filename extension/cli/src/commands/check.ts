import { checkProcesses, checkProject } from '../project/check-health.ts'
import { say } from '../output.ts'
import { openProject } from '../project/open-project.ts'

/**
 * `crash-only check [NAME...]`, for whoever must know by an exit code: watchdog(8) as its test-binary, an exec probe of
 * Kubernetes, Docker's HEALTHCHECK. Without a name: whether supervision works, and has not given up a critical process; that is
 * for who would restart everything. With names: whether these are up; that is for who sends them requests.
 */
export async function check(names: readonly string[]): Promise<void> {
  const paths = await openProject()
  const { exitCode, why } = names.length === 0 ? await checkProject(paths) : await checkProcesses(paths, names)
  say(why)
  process.exitCode = exitCode
}
