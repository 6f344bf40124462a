import { noSelfRestart } from '../../src/rules/no-self-restart.ts'
import { checkRule } from '../check-rule.ts'

const chain = (length: number): string => Array.from({ length }, (_, index) => `function h${index}() { h${index + 1}() }`).join(' ')

checkRule('no-self-restart', noSelfRestart, {
  reports: [
    `import cluster from 'node:cluster'; cluster.on('exit', () => { cluster.fork() })`,
    `const cluster = require('cluster'); cluster.on('disconnect', revive); function revive() { if (running) cluster.fork() }`,
    `const cluster = require('cluster'); cluster.on('exit', (worker) => start()); function start() { add(cluster.fork()) }`,
    `var _cluster = _interopRequireDefault(require('cluster')); _cluster.default.on('exit', () => { _cluster.default.fork() })`,
    `import { spawn } from 'node:child_process'; spawn(process.execPath, process.argv.slice(1), { detached: true })`,
    `import { spawn } from 'node:child_process'; spawn(process.argv[0], [process.argv[1], ...args])`,
    `import { spawn } from 'node:child_process'; const args = [...process.argv.slice(1), '--again']; spawn(process.execPath, args)`,
    `import { fork } from 'node:child_process'; fork(process.argv[1])`,
    { code: `import { spawn } from 'node:child_process'; spawn(process.argv[0]!, process.argv.slice(1))`, language: 'typescript' },
    `import cluster from 'node:cluster'; cluster.on('exit', cluster.fork)`,
    `import cluster from 'node:cluster'; cluster.prependListener('exit', () => { setTimeout(cluster.fork, 100) })`,
    `import cluster from 'node:cluster'; cluster.on('exit', () => { setTimeout(start, 100) }); function start() { cluster.fork() }`,
    `import { spawn } from 'node:child_process'; spawn(process.argv.shift(), process.argv)`,
    `import { spawn } from 'node:child_process'; const [node, ...args] = process.argv; spawn(node, args)`,
    `import { spawn } from 'node:child_process'; import { execPath } from 'node:process'; spawn(execPath, process.argv.slice(1))`,
    `import { app } from 'electron'; app.relaunch()`,
    // As long as a file may be.
    { code: `import cluster from 'node:cluster'; cluster.on('exit', h0); ${chain(3000)} function h3000() { cluster.fork() }` },
    `import cluster from 'node:cluster'; const worker = cluster.fork(); worker.on('exit', () => { cluster.fork() })`,
    `import { spawn } from 'node:child_process'; const child = spawn(process.execPath, process.argv.slice(1)); child.on('exit', () => { log() })`,
  ],
  accepts: [
    // The same program with other flags, in the place of this one.
    `import { spawn } from 'node:child_process'; const child = spawn(process.execPath, ['--flag', ...process.argv.slice(1)]); child.on('exit', (code) => { process.exit(code) })`,
    `import { spawn } from 'node:child_process'; spawn(process.execPath, ['--flag', ...process.argv.slice(1)]).on('close', process.exit)`,
    `app.relaunch()`,
    `import { spawn } from 'node:child_process'; const [node, script, ...args] = process.argv; spawn('ls', args)`,
    `import cluster from 'node:cluster'; cluster.on('exit', h0); ${chain(3000)}`,
    `import cluster from 'node:cluster'; for (const cpu of cpus) cluster.fork()`,
    `import cluster from 'node:cluster'; cluster.on('exit', () => { process.exit(1) })`,
    `import cluster from 'node:cluster'; cluster.on('online', () => { cluster.fork() })`,
    `import { spawn } from 'node:child_process'; spawn(process.execPath, ['worker.js'])`,
    `import { spawn } from 'node:child_process'; spawn('ls', process.argv.slice(2))`,
    `import { fork } from 'node:child_process'; fork('./worker.js', process.argv.slice(2))`,
    `import { spawnSync } from 'node:child_process'; process.exit(spawnSync(process.execPath, ['--flag', ...process.argv.slice(1)]).status)`,
    `emitter.on('exit', () => { cluster.fork() }); const cluster = {}`,
  ],
})
