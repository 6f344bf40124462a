import { noHeartbeatOffLoop } from '../../src/rules/no-heartbeat-off-loop.ts'
import { checkRule } from '../check-rule.ts'

const worker = `import { parentPort } from 'node:worker_threads'; import fs from 'node:fs'; parentPort.on('message', work); `
const both = `import { isMainThread, Worker } from 'node:worker_threads'; import fs from 'node:fs';`
const beat = `setInterval(() => { fs.utimesSync(heartbeatFile, 0, 0) }, 1000)`

checkRule('no-heartbeat-off-loop', noHeartbeatOffLoop, {
  reports: [
    `${worker} setInterval(() => { fs.utimesSync(heartbeatFile, new Date(), new Date()) }, 1000)`,
    `${worker} setInterval(() => { fs.writeFileSync('/run/app/heartbeat', '') }, 1000)`,
    `${worker} setInterval(() => fs.promises.utimes(options.heartBeatPath, now, now), 1000)`,
    `const { parentPort } = require('worker_threads'); const notify = require('sd-notify'); setInterval(() => notify.watchdog(), 1000); parentPort.ref()`,
    `${worker} setInterval(() => { sdNotify('WATCHDOG=1') }, 1000)`,
    `import { workerData } from 'node:worker_threads'; import fs from 'node:fs'; ${beat}`,
    `${both} if (isMainThread) { new Worker('a.js') } else { ${beat} }`,
    `${both} if (!isMainThread) { ${beat} } new Worker('a.js')`,
    `${both} function run() { if (isMainThread) { new Worker('a.js'); return } ${beat} }`,
    `${both} isMainThread ? new Worker('a.js') : ${beat}`,
    `${both} isMainThread || ${beat}`,
    { code: `${worker} setInterval(() => { fs.utimesSync(heartbeat as string, 0, 0) }, 1000)`, language: 'typescript' },
  ],
  accepts: [
    `import fs from 'node:fs'; setInterval(() => { fs.utimesSync(heartbeatFile, new Date(), new Date()) }, 1000)`,
    `import { Worker } from 'node:worker_threads'; import fs from 'node:fs'; new Worker(x); fs.utimesSync(heartbeat, 0, 0)`,
    `${worker} fs.writeFileSync('result.json', text); const heartbeat = 1`,
    `${both} if (isMainThread) { new Worker('a.js'); ${beat} }`,
    `${both} new Worker('a.js'); ${beat}`,
    `${worker} socket.send('ping heartbeat')`,
  ],
})
