import { noBusyWait } from '../../src/rules/no-busy-wait.ts'
import { checkRule } from '../check-rule.ts'

checkRule('no-busy-wait', noBusyWait, {
  reports: [
    `const end = Date.now() + 1000; while (Date.now() < end) {}`,
    `const end = Date.now() + 1000; while (Date.now() < end);`,
    `function sleep(ms) { const start = Date.now(); while (Date.now() - start < ms) { continue } }`,
    `const start = new Date().getTime(); while (new Date().getTime() < start + 1000) {}`,
    `const start = new Date(); let now = start; while (new Date() - start < 100) { now = 1 }`,
    `do {} while (performance.now() < end)`,
    `for (const start = Date.now(); Date.now() - start < ms;) {}`,
    `const { performance: p } = require('perf_hooks'); while (p.now() < end) {}`,
    `const start = process.hrtime.bigint(); while (process.hrtime.bigint() - start < 10n) {}`,
    `while (!done) {}`,
    `while (this.waiting);`,
    { code: `while (Date.now() < (end as number)) {}`, language: 'typescript' },
    { code: `async function wait(end) {\n  while (Date.now() < end) {}\n}`,
      suggestions: { sleep: `async function wait(end) {\n  await new Promise((resolve) => { setTimeout(resolve, end - Date.now()) })\n}` } },
    { code: `async function wait(start, ms) {\n  while (Date.now() - start < ms) {}\n}`,
      suggestions: { sleep: `async function wait(start, ms) {\n  await new Promise((resolve) => { setTimeout(resolve, ms - (Date.now() - start)) })\n}` } },
  ],
  accepts: [
    `while (Date.now() < end) { work() }`,
    `while (Date.now() < end && queue.length > 0) { queue.shift()() }`,
    `async function wait() { while (Date.now() < end) { await sleep(10) } }`,
    `async function wait() { while (!done) { await once(emitter, 'done') } }`,
    `while (!done) { done = step() }`,
    `for (let i = 0; i < keys.length; i++) { times[i] = Date.now() }`,
    `for (;;) { if (next()) break }`,
    `while (node) { node = node.next }`,
    `while (i < 10) i++`,
    `function* ticks() { while (Date.now() < end) yield }`,
    `it('waits', () => { while (Date.now() < end) {} })`,
  ],
})
