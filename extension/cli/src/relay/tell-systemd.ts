import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { badInput } from '../failure.ts'
import { inspectRelay, raiseRelay } from './start-relay.ts'

const staleAfterMs = 10_000

/**
 * Raises the relay that tells systemd, of whose unit this is the main process, whether all is well. It waits for nothing: the
 * relay says READY=1 when it has seen the watchdog look. From then on nobody else of the unit can: a program that spoke for itself
 * would keep it up.
 */
export async function tellSystemd(paths: ProjectPaths): Promise<void> {
  const order = { target: { kind: 'systemd' }, staleAfterMs } as const
  const { refusal } = await inspectRelay(paths, order)
  if (refusal !== null) throw badInput(refusal)
  await raiseRelay(paths, order)
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) Reflect.deleteProperty(process.env, name)
}
