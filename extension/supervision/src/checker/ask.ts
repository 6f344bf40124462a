import type { CheckedProcess } from '../state/health.ts'
import type { HealthSpec } from '../state/project.ts'
import { askCommand, type CheckPlace } from './ask-command.ts'
import { askHttp } from './ask-http.ts'
import { askTcp } from './ask-tcp.ts'
import type { Answer } from './judge-health.ts'

export interface Asked extends CheckedProcess {
  readonly health: HealthSpec
  readonly place: CheckPlace
}

/**
 * Asks one question. Always resolves, within the time limit and what it takes to see that it is over.
 * @param signal ends it at once: nobody wants the answer any more
 */
export async function ask(asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { health } = asked
  switch (health.kind) {
    case 'http': return askHttp(health.url, { timeoutMs: health.timeoutMs, signal })
    case 'tcp': return askTcp(health, { timeoutMs: health.timeoutMs, signal })
    case 'command': return askCommand({ ...asked, command: health.command, timeoutMs: health.timeoutMs }, signal)
  }
}
