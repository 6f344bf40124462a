// A thread that does what the text of a file says, instead of judging it.
import { parentPort } from 'node:worker_threads'

let count = 0

const ways = {
  hang: () => { for (;;); },
  throw: () => { throw new Error('as told') },
  exit: () => process.exit(0),
  memory: () => { for (const kept = []; ;) kept.push(new Array(100_000).fill(kept.length)) },
  print: () => process.stdout.write('Content-Length: 1\r\n\r\n'),
}

parentPort.on('message', ({ text }) => {
  count += 1
  ways[text]?.()
  parentPort.postMessage({ kind: 'failed', reason: `${text} of ${count}` })
})
