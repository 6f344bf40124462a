// A CommonJS server. PORT; GET / gives its pid.
/* eslint-disable @typescript-eslint/no-require-imports -- it is a CommonJS program */
const { createServer } = require('node:http')

createServer((request, response) => { response.end(String(process.pid)) }).listen(process.env.PORT, '127.0.0.1')
