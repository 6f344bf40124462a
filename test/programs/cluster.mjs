// A cluster of two workers that answer with their pid on PORT.
import cluster from 'node:cluster'
import { createServer } from 'node:http'

if (cluster.isPrimary) for (let count = 0; count < 2; count += 1) cluster.fork()
else createServer((request, response) => { response.end(String(process.pid)) }).listen(Number(process.env.PORT), '127.0.0.1')
