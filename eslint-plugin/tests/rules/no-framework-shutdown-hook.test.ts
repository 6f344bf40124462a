import { noFrameworkShutdownHook } from '../../src/rules/no-framework-shutdown-hook.ts'
import { checkRule } from '../check-rule.ts'

const nest = `import { Injectable } from '@nestjs/common'; `

checkRule('no-framework-shutdown-hook', noFrameworkShutdownHook, {
  reports: [
    `${nest} export class Store { async onModuleDestroy() { await this.flush() } }`,
    `${nest} export class Store { beforeApplicationShutdown(signal) { return this.db.close() } }`,
    `${nest} export class Store { onApplicationShutdown() { save() } }`,
    `const common_1 = require('@nestjs/common'); let Store = class Store { onModuleDestroy() { this.client.quit() } }`,
    `app.enableShutdownHooks()`,
    `fastify.addHook('onClose', async (instance) => { await instance.db.end() })`,
    `fastify.addHook('preClose', close); function close(done) { pool.drain(done) }`,
    `import Fastify from 'fastify'; const app = Fastify(); app.onClose((instance, done) => { db.end(done) })`,
    `server.ext('onPreStop', async () => { await pool.drain() })`,
    `server.ext('onPostStop', stop); function stop() { cache.save() }`,
    `app.beforeClose(async () => { await app.redis.quit() })`,
    `import { ApplicationService } from '@adonisjs/core/types'; export default class MailProvider { async shutdown() { await this.mail.close() } }`,
    `this.app.terminating(async () => { await queue.close() })`,
    `import { LifeCycleObserver } from '@loopback/core'; app.onStop(async () => { await db.disconnect() })`,
    { code: `export class Queue { @OnShutdown() async stopWork() { await this.drain() } }`, language: 'typescript' },
    { code: `import { OnModuleDestroy } from '@nestjs/common'; class A implements OnModuleDestroy { async onModuleDestroy(): Promise<void> { await save() } }`,
      language: 'typescript' },
    { code: `start(app)\napp.enableShutdownHooks()\n`, suggestions: { remove: `start(app)\n` } },
  ],
  accepts: [
    `export class Store { onModuleDestroy() { this.flush() } }`,
    `${nest} export class Store { onModuleDestroy() {} }`,
    `${nest} export class Store { onModuleDestroy() { this.logger.log('bye') } }`,
    `${nest} export class Store { onModuleInit() { this.load() } }`,
    `fastify.addHook('onRequest', async () => { await load() })`,
    `fastify.addHook('onClose', () => {})`,
    `dialog.onClose(() => { save() })`,
    `server.ext('onPreStart', async () => { await pool.fill() })`,
    `app.beforeClose(true)`,
    `export class Mail { shutdown() { this.close() } }`,
    { code: `abstract class A { abstract onModuleDestroy(): void }`, language: 'typescript' },
    `it('closes', () => { fastify.addHook('onClose', () => { db.end() }) })`,
  ],
})
