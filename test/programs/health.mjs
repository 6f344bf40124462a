// An HTTP server whose health is what a file says: `healthz` in its folder holds a status, or "never". PORT.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  const text = existsSync('healthz') ? readFileSync('healthz', 'utf8').trim() : '200'
  if (text === 'never') return
  response.writeHead(Number(text))
  response.end('health')
})
server.listen(Number(process.env.PORT), '127.0.0.1')
