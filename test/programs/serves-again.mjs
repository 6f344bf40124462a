// Closes its server and listens again on the same port when it is asked to: as a dev server does that reads its settings anew.
import { createServer } from 'node:http'

let count = 0
listen()

function listen() {
  count += 1
  const server = createServer((request, response) => {
    response.setHeader('connection', 'close')
    response.end(`${process.pid} ${count}`)
    if (request.url === '/again') server.close(() => { setTimeout(listen, 50) })
    if (request.url === '/never-again') server.close()
  })
  server.listen(Number(process.env.PORT), '127.0.0.1')
}

setInterval(() => process.stdout.write("."), 1000) // it has other work, too
