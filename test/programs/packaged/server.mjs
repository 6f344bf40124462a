// A server with packages: it answers with its pid, how long before it began each of them was loaded, and what they found.
import { appendFile } from 'node:fs/promises'
import { createServer } from 'node:http'

import * as asks from 'asks-for-main'
import * as commonjs from 'commonjs'
import * as esm from 'esm'
import * as awaits from 'top-level-await'

const began = Date.now()
const own = 'first'
await appendFile('lives.txt', `${process.pid}\n`)
const packages = { commonjs: commonjs.default, esm, asks: asks.default, awaits }
const loaded = Object.fromEntries(Object.entries(packages).map(([name, { at, ...found }]) => [name, { aheadMs: began - at, ...found }]))
const server = createServer((request, response) => {
  if (request.url === '/hang') for (;;);
  if (request.url === '/throw') setImmediate(() => { throw new TypeError('x is undefined') })
  response.end(JSON.stringify({ pid: process.pid, own, loaded, variables: Object.keys(process.env), hasSend: 'send' in process }))
})
if (process.env.PORT !== undefined) server.listen(Number(process.env.PORT), '127.0.0.1')
else setInterval(() => undefined, 1_000)
