import { requireTransaction } from '../../src/rules/require-transaction.ts'
import { checkRule } from '../check-rule.ts'

checkRule('require-transaction', requireTransaction, {
  reports: [
    `async function pay() { await db.query('UPDATE accounts SET sum = 1'); await db.query('INSERT INTO log VALUES (1)') }`,
    `async function pay() { await pool.execute('DELETE FROM a WHERE id = ?', [id]); await pool.execute('DELETE FROM b WHERE id = ?', [id]) }`,
    'async function pay() { await db.query(`UPDATE ${table} SET sum = 1`); await db.query(`INSERT INTO ${log} VALUES (1)`) }',
    `function pay() { db.prepare('UPDATE a SET b = 1').run(); db.prepare('UPDATE c SET d = 1').run() }`,
    `const first = 'UPDATE a SET b = 1'; function pay() { db.run(first); db.run('INSERT INTO c VALUES (1)') }`,
    `import { PrismaClient } from '@prisma/client'; const client = new PrismaClient(); async function pay() { await client.a.update({}); await client.b.create({}) }`,
    `async function pay() { await this.prisma.a.update({}); await this.prisma.b.delete({}) }`,
    `import knex from 'knex'; const db = knex({}); async function pay() { await db('a').insert(x); await db('b').where(y).update(z) }`,
    `import { drizzle } from 'drizzle-orm/node-postgres'; const db = drizzle(pool); async function pay() { await db.insert(a).values(x); await db.update(b).set(y) }`,
    { code: `async function pay(): Promise<void> { await db.query('UPDATE a SET b = 1'); await db.query('DELETE FROM c') }`, language: 'typescript' },
    `async function pay() { if (x) { await db.query('UPDATE a SET b = 1') } else { await db.query('DELETE FROM c') } await db.query('DELETE FROM d') }`,
  ],
  accepts: [
    // Preparing changes nothing.
    `class Store { constructor() { this.add = db.prepare('INSERT INTO a VALUES (?)'); this.drop = db.prepare('DELETE FROM a WHERE b = ?') } }`,
    `async function pay() { await db.query('UPDATE accounts SET sum = 1') }`,
    `async function pay() { await db.query('SELECT 1'); await db.query('UPDATE a SET b = 1') }`,
    `async function pay() { await client.query('BEGIN'); await client.query('UPDATE a SET b = 1'); await client.query('DELETE FROM c'); await client.query('COMMIT') }`,
    `async function pay() { await db.transaction(async (tx) => { await tx.query('UPDATE a SET b = 1'); await tx.query('DELETE FROM c') }) }`,
    `async function pay(trx) { await trx.query('UPDATE a SET b = 1'); await trx.query('DELETE FROM c') }`,
    `async function pay() { if (x) { await db.query('UPDATE a SET b = 1') } else { await db.query('DELETE FROM c') } }`,
    `async function pay() { await one.query('UPDATE a SET b = 1'); await two.query('DELETE FROM c') }`,
    `async function a() { await db.query('UPDATE a SET b = 1') } async function b() { await db.query('DELETE FROM c') }`,
    `function pay() { list.delete(a); list.delete(b); map.update(c) }`,
    `async function pay() { await prisma.$transaction([prisma.a.update({}), prisma.b.create({})]) }`,
    `it('pays', async () => { await db.query('UPDATE a SET b = 1'); await db.query('DELETE FROM c') })`,
  ],
})
