// An HTTP/2 server without TLS. PORT; GET / gives its pid.
import { createServer } from 'node:http2'

const server = createServer()
server.on('stream', (stream) => {
  stream.on('error', () => undefined) // a client that left
  stream.respond({ ':status': 200 })
  stream.end(String(process.pid))
})
server.listen(Number(process.env.PORT), '127.0.0.1')
