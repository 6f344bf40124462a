import { noExitCleanup } from '../../src/rules/no-exit-cleanup.ts'
import { checkRule } from '../check-rule.ts'

checkRule('no-exit-cleanup', noExitCleanup, {
  reports: [
    `process.on('exit', () => { save(state) })`,
    `process.once('beforeExit', () => queue.flush())`,
    `process.addListener('exit', cleanup); function cleanup() { fs.unlinkSync(lock) }`,
    `import process from 'node:process'; process.on('exit', () => { worker.terminate() })`,
    `import { cleanup } from './cleanup.js'; process.on('exit', cleanup)`,
    `process.on('exit', this.close.bind(this))`,
    `['exit', 'beforeExit'].forEach((event) => process.on(event, () => save()))`,
    `process.on('exit', () => { if (dirty) { fs.writeFileSync('state.json', text) } })`,
    `process.on('exit', onExit); function onExit() { console.log('bye'); release() } function release() { lock.release() }`,
    `for (const child of children) process.on('exit', () => child.kill())`,
    { code: `process.on('exit', (code: number) => { save(code) })`, language: 'typescript' },
    { code: `start()\nprocess.on('exit', () => { save() })\n`, suggestions: { remove: `start()\n` } },
  ],
  accepts: [
    `process.on('exit', () => {})`,
    `process.on('exit', (code) => { console.log('ended with ' + code) })`,
    `process.on('exit', (code) => { logger.info(code, process.uptime()) })`,
    `process.on('exit', (code) => { logger[level]('ended', code) })`,
    `process.on('exit', () => { process.exitCode = 1 })`,
    `process.on('exit', () => { if (!done) process.exit(1) })`,
    `process.on('exit', () => { assert.equal(count, 3) })`,
    `import assert from 'node:assert'; process.on('exit', () => { assert(called) })`,
    `process.on('exit', say); function say() { console.log('bye') }`,
    `process.on('exit', resolve)`,
    `child.on('exit', () => { save() })`,
    `process.on('message', () => { save() })`,
    // Said by `no-graceful-shutdown`.
    `['exit', 'SIGTERM'].forEach((event) => process.on(event, () => save()))`,
    `it('saves', () => { process.on('exit', () => { save() }) })`,
  ],
})
