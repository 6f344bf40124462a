// Listens as plan.json in its folder says: {"listen": [options of server.listen...], "first": what it does before, "waitFor": a file}.
// Each server answers with the pid and what its address() is.
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

const { listen, first, waitFor } = JSON.parse(readFileSync('plan.json', 'utf8'))
while (waitFor !== undefined && !existsSync(waitFor)) await delay(10)
for (const options of listen) {
  if (first === 'unlink') rmSync(options.path, { force: true })
  if (first === 'try') await tryIt(options)
  const server = createServer((request, response) => { response.end(JSON.stringify({ pid: process.pid, address: server.address() })) })
  server.listen(options)
}
setInterval(() => undefined, 1000)

// As packages do that look for a free port.
async function tryIt(options) {
  const server = createServer()
  server.listen(options)
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
}
