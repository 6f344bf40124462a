import { Agent, get } from 'node:http'

/** New: each request on a connection of its own, `Connection: close`. Kept: keep-alive, on any connection that is free. */
export type Connections = 'new' | 'kept'

/** What became of a request: wrong is an answer that is not 200; reset is any end of the connection before the answer's. */
export type Outcome = 'answered' | 'refused' | 'reset' | 'hung' | 'wrong'

/** Times in ms of `performance.now()`. */
export interface Request {
  /** When it was due, whether or not the client came to it in time: what the client is late counts as latency. */
  readonly dueAt: number
  readonly doneAt: number
  readonly outcome: Outcome
  /** The body of an answer. */
  readonly text: string
}

export interface OpenLoop {
  readonly done: readonly Request[]
  /** The longest that a request was sent after it was due: of a client that was stalled itself, nothing should be believed. */
  readonly latestMs: () => number
  /** No new requests; resolves when the last one is done. */
  readonly stop: () => Promise<readonly Request[]>
}

export interface Load {
  readonly port: number
  readonly path: string
  readonly perSecond: number
  readonly connections: Connections
  readonly hungAfterMs: number
}

/**
 * Requests at fixed times, whatever became of those before: a client that waits for an answer before it asks again would not
 * even notice most of an outage.
 */
export function openLoop(load: Load): OpenLoop {
  const agent = load.connections === 'kept' ? new Agent({ keepAlive: true }) : false
  const done: Request[] = []
  const open = new Set<Promise<void>>()
  const beganAt = performance.now()
  let [sentCount, latestMs, isStopped] = [0, 0, false]
  const sendDue = (): void => {
    if (isStopped) return
    for (let dueAt; (dueAt = beganAt + (sentCount * 1_000) / load.perSecond) <= performance.now(); sentCount += 1) {
      latestMs = Math.max(latestMs, performance.now() - dueAt)
      const one = ask(load, agent, dueAt).then((request) => { done.push(request); open.delete(one) })
      open.add(one)
    }
    setTimeout(sendDue, 1)
  }
  sendDue()
  return {
    done,
    latestMs: () => latestMs,
    stop: async () => {
      isStopped = true
      await Promise.all(open)
      if (agent !== false) agent.destroy()
      return done
    },
  }
}

async function ask({ port, path, hungAfterMs }: Load, agent: Agent | false, dueAt: number): Promise<Request> {
  return new Promise((resolve) => {
    const finish = (outcome: Outcome, text = ''): void => {
      clearTimeout(deadline)
      resolve({ dueAt, doneAt: performance.now(), outcome, text })
    }
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
      response.once('end', () => { finish(response.statusCode === 200 ? 'answered' : 'wrong', text) })
      response.once('error', () => { finish('reset') })
    })
    const deadline = setTimeout(() => { finish('hung'); request.destroy() }, dueAt + hungAfterMs - performance.now())
    request.on('error', (error: NodeJS.ErrnoException) => { finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset') })
  })
}
