// A Fastify server. PORT; GET / gives its pid.
import fastify from 'fastify'

const app = fastify()
app.get('/', async () => String(process.pid))
await app.listen({ port: Number(process.env.PORT) }) // all addresses of localhost: a server for each
