// A primary with two workers that share a port, as Node's own cluster does it. PORT; GET / gives a worker's pid.
 
const cluster = require('node:cluster')
const { createServer } = require('node:http')

if (cluster.isPrimary) for (let count = 0; count < 2; count += 1) cluster.fork()
else createServer((request, response) => { response.end(String(process.pid)) }).listen(Number(process.env.PORT), '127.0.0.1')
