// A TypeScript server that Node itself runs, by leaving the types out. PORT; GET / gives its pid.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

const answer = (_request: IncomingMessage, response: ServerResponse): void => { response.end(String(process.pid)) }

createServer(answer).listen(Number(process.env['PORT']), '127.0.0.1')
