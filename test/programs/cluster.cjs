// A cluster of two workers that answer with their pid on PORT.
const cluster = require('node:cluster')
const { createServer } = require('node:http')

if (cluster.isPrimary) for (const _ of [1, 2]) cluster.fork()
else createServer((_, response) => response.end(String(process.pid))).listen(process.env.PORT, '127.0.0.1')
