// A CommonJS server. PORT; GET / gives its pid.
 
const { createServer } = require('node:http')

createServer((request, response) => { response.end(String(process.pid)) }).listen(process.env.PORT, '127.0.0.1')
