import { askServer, type Protocol } from './ask-server.ts'

export interface ClientLoad {
  answers(): number
  /** Connections that nobody listened for. Requests that a dying process had begun fail in other ways. */
  refused(): number
  /** Resolves when the last that was asked is answered, or has failed. */
  end(): Promise<void>
}

/** Asks a server again and again, each time on a new connection, whether it answers or not. */
export function startLoad(protocol: Protocol, port: number, everyMs = 20): ClientLoad {
  let [answers, refused] = [0, 0]
  const asked = new Set<Promise<void>>()
  const ask = async (): Promise<void> => {
    try {
      await askServer(protocol, port)
      answers += 1
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') refused += 1
    }
  }
  const asking = setInterval(() => {
    const one = ask()
    asked.add(one)
    void one.then(() => asked.delete(one))
  }, everyMs)
  return {
    answers: () => answers,
    refused: () => refused,
    end: async () => {
      clearInterval(asking)
      await Promise.all(asked)
    },
  }
}
