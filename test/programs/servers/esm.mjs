// An ES module that awaits at its top level before it listens. PORT; GET / gives its pid.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

await delay(1)
const server = createServer((request, response) => { response.end(String(process.pid)) })
server.listen({ port: Number(process.env.PORT), host: '127.0.0.1', exclusive: true })
await once(server, 'listening')
