// The talk's list: what programs die of, each at a path of its own. It knows nothing of us.
import { execSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { createServer } from 'node:http'

const causes = {
  '/throw': () => setImmediate(() => { throw new TypeError('x is undefined') }),
  '/reject': () => void Promise.reject(new RangeError('nobody waits for this')),
  '/loop': () => { for (;;); },
  // eslint-disable-next-line crash-only/no-catastrophic-regex -- a hang on purpose
  '/regex': () => /^(?:a+)+$/u.test(`${'a'.repeat(40)}b`),
  '/microtasks': () => { const again = () => queueMicrotask(again); again() },
  '/deadlock': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  '/child': () => execSync('sleep 1000'),
  '/fifo': () => openSync(process.env.FIFO, 'r'),
  '/abort': () => process.abort(),
  '/segfault': () => process.kill(process.pid, 'SIGSEGV'),
  '/exit': () => process.exit(3),
  '/leak': () => leak([]),
}

createServer((request, response) => {
  response.end(String(process.pid))
  const crash = causes[request.url ?? '']
  if (crash !== undefined) setTimeout(crash, 20)
}).listen(Number(process.env.PORT), '127.0.0.1')

function leak(kept) {
  kept.push(new Array(1 << 20).fill(kept.length))
  setImmediate(leak, kept)
}
