import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'

interface Order { readonly total: number }

function pay(order?: Order): number {
  return order!.total
}

function search(text: string): boolean {
  return /^(?:a+)+$/u.test(text)
}

function recall(): string {
  return readFileSync(process.env['FIFO'] ?? '/dev/null', 'utf8')
}

const bugs: Readonly<Record<string, () => unknown>> = {
  '/pay': () => pay(),
  '/search': () => search(`${'a'.repeat(40)}b`),
  '/recall': recall,
}

createServer(({ url = '' }, response) => {
  response.end('hello')
  const bug = bugs[url]
  if (bug !== undefined) setImmediate(bug)
}).listen(Number(process.env['PORT']), '127.0.0.1')
