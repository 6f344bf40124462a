// A server as many are: express 4, pino, date-fns and ws, about a tenth of a second of loading. It knows nothing of us.
// PORT; GET / gives its pid; GET /spin gives its pid and never ends. STARTS names a file that gets a byte for each start.
// BROKEN names a file: while that is there, it dies as it starts.
'use strict'
const { appendFileSync, existsSync } = require('node:fs')

if (process.env.STARTS) appendFileSync(process.env.STARTS, '.')
if (process.env.BROKEN && existsSync(process.env.BROKEN)) process.exit(1)

const { createServer } = require('node:http')

const { formatISO } = require('date-fns')
const express = require('express4')
const pino = require('pino')
const { WebSocketServer } = require('ws')

const log = pino({ level: 'warn' })
const app = express()
app.get('/', (request, response) => {
  response.set({ 'X-Time': formatISO(new Date()) }).send(String(process.pid))
})
app.get('/spin', (request, response) => {
  response.write(String(process.pid))
  setImmediate(() => { for (;;); })
})

const server = createServer(app)
new WebSocketServer({ server, path: '/live' }).on('connection', (socket) => { socket.send(String(process.pid)) })
server.on('error', (error) => { log.fatal(error); process.exit(1) })
server.listen(Number(process.env.PORT), '127.0.0.1')
