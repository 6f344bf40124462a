// A server with all that makes an event loop late and is no hang: garbage, large JSON, synchronous writes, work for a second.
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const rows = Array.from({ length: 250_000 }, (_, index) => ({ index, name: `row ${index}`, tags: ['a', 'b', String(index)] }))
const large = JSON.stringify(rows)
let kept = []

createServer((request, response) => { response.end(String(process.pid)) }).listen(Number(process.env.PORT), '127.0.0.1')
setInterval(() => { JSON.parse(large) }, 4_000)
setInterval(() => { kept = kept.length > 40 ? [] : [...kept, Array.from({ length: 20_000 }, (_, index) => ({ index }))] }, 50)
setInterval(() => {
  for (let count = 0; count < 50; count += 1) writeFileSync('busy.tmp', 'x'.repeat(10_000))
  rmSync('busy.tmp', { force: true })
}, 500)
