import { execSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

interface Order { readonly total: number }

const orders: Order[] = []

function pay(): number {
  const [order] = orders as [Order, ...Order[]]
  return order.total
}

function search(left: number): number {
  while (left !== 0) left -= 2
  return left
}

function recall(): string {
  return execSync('sleep 1000', { encoding: 'utf8' })
}

function terms(): string {
  return readFileSync('terms.txt', 'utf8')
}

const bugs: Readonly<Record<string, () => unknown>> = {
  '/pay': () => pay(),
  '/search': () => search(3),
}

createServer(({ url = '' }, response) => {
  response.end('hello')
  if (url === '/recall') recall()
  if (url === '/terms') terms()
  const bug = bugs[url]
  if (bug !== undefined) setImmediate(bug)
}).listen(Number(process.env['PORT']), '127.0.0.1')
