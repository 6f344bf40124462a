import { execSync } from 'node:child_process'
import { createServer } from 'node:http'

interface Order { readonly total: number }

const orders: Order[] = []

function pay(): number {
  const [order] = orders as [Order, ...Order[]]
  return order.total
}

function search(text: string): boolean {
  return /^(?:a+)+$/u.test(text)
}

function recall(): string {
  return execSync('sleep 1000', { encoding: 'utf8' })
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
