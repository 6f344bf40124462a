// An HTTP server as anybody writes it: it knows nothing of us. PORT; GET / gives its pid; GET /hang never answers.
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  if (request.url === '/hang') for (;;);
  if (request.url === '/throw') setImmediate(() => { throw new TypeError('x is undefined') })
  response.end(String(process.pid))
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => { process.stdout.write(`listening on ${process.env.PORT}\n`) })
