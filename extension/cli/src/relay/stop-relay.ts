import { replaceFile } from '../../../supervision/src/platform/replace-file.ts'
import { removeFile } from '../../../supervision/src/platform/plain-file.ts'
import { until } from '../../../supervision/src/platform/wait.ts'
import { findRelay, isRelay, readRelayRecord } from '../../../supervision/src/state/find-relay.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'
import { relayStopPath } from '../../../supervision/src/state/relay.ts'
import { badInput, tryAgainLater } from '../failure.ts'
import { inWords } from '../output.ts'

const stopDeadlineMs = 10_000

/** Has the relay disarm its target. Gives what came of it. */
export async function stopRelay(paths: ProjectPaths, isResetAccepted: boolean): Promise<string> {
  const found = await findRelay(paths.runtime)
  if (found === null) return `no relay runs for ${paths.folder}`
  const { pid, target, timeoutMs, state } = found
  const soon = timeoutMs === null ? 'soon' : `within ${inWords(timeoutMs)}`
  if (state === 'lost') {
    throw tryAgainLater(`relay ${pid} died and left ${target} armed: it acts ${soon} (start another relay on it, then stop that)`)
  }
  if ((await readRelayRecord(paths.runtime))?.isForEver === true && !isResetAccepted) {
    throw badInput(
      `${target} cannot be disarmed: without its relay this computer is reset ${soon} (--accept-nowayout ends it all the same)`,
    )
  }
  await replaceFile(relayStopPath(paths.runtime), String(pid))
  const hasEnded = await until(async () => ((await isRelay(pid, paths.runtime)) ? undefined : true), stopDeadlineMs)
  await removeFile(relayStopPath(paths.runtime))
  const record = await readRelayRecord(paths.runtime)
  if (hasEnded === undefined) {
    throw tryAgainLater(`the relay does not disarm while the project is not well: ${record?.why ?? ''} (crash-only status)`)
  }
  return `${target}: ${record?.why ?? 'the relay has ended'}`
}
