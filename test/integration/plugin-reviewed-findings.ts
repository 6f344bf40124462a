// Every report of the plugin on real packages, and every line that it should have reported, read by a person.
// `right`: unsafe to kill, as the message says. `wrong`: nothing is lost there. `missed`: unsafe, and not reported.
export interface Reviewed {
  readonly at: string
  readonly rule: 'no-blocking-call' | 'no-exit-cleanup' | 'no-graceful-shutdown' | 'no-non-atomic-write'
  readonly verdict: 'right' | 'wrong' | 'missed'
  readonly reason: string
}

const blocking = 'no-blocking-call'
const shutdown = 'no-graceful-shutdown'
const write = 'no-non-atomic-write'

export const reviewed: readonly Reviewed[] = [
  { at: 'http-server/bin/http-server:270', rule: shutdown, verdict: 'right', reason: 'a farewell that only Ctrl-C gets' },
  { at: 'http-server/bin/http-server:275', rule: shutdown, verdict: 'right', reason: 'the same for SIGTERM' },
  { at: 'http-server/lib/core/index.js:241', rule: blocking, verdict: 'right', reason: 'reads the whole file in each request' },
  { at: 'json-server/lib/cli/run.js:145', rule: write, verdict: 'missed', reason: 'a snapshot; its name has a time, so recommended trusts it' },
  { at: 'json-server/lib/cli/run.js:145', rule: blocking, verdict: 'missed', reason: 'on a key press in a serving process; the folder is called cli' },
  { at: 'json-server/lib/cli/run.js:172', rule: blocking, verdict: 'missed', reason: 'in a file watcher of a serving process; the folder is called cli' },
  { at: 'json-server/lib/cli/utils/load.js:34', rule: write, verdict: 'right', reason: 'the database itself, torn when killed' },
  { at: 'lowdb/adapters/FileAsync.js:36', rule: blocking, verdict: 'missed', reason: 'read() is called at any time, but is an ordinary method' },
  { at: 'lowdb/adapters/FileSync.js:46', rule: write, verdict: 'right', reason: 'the database itself, in place' },
  { at: 'lowdb/adapters/FileSync.js:53', rule: write, verdict: 'right', reason: 'the database itself, in place' },
  { at: 'nodemon/lib/monitor/run.js:107', rule: blocking, verdict: 'right', reason: 'at every restart of the child' },
  { at: 'nodemon/lib/monitor/run.js:378', rule: blocking, verdict: 'right', reason: 'waits for wmic while it watches' },
  { at: 'nodemon/lib/monitor/run.js:402', rule: blocking, verdict: 'right', reason: 'waits for a window to close' },
  { at: 'nodemon/lib/monitor/run.js:541', rule: 'no-exit-cleanup', verdict: 'right', reason: 'the child is ended only when its parent ends by itself' },
  { at: 'nodemon/lib/monitor/run.js:552', rule: shutdown, verdict: 'right', reason: 'the child is ended only on Ctrl-C' },
  { at: 'nodemon/lib/monitor/run.js:553', rule: shutdown, verdict: 'right', reason: 'the child outlives a crash of its parent' },
  { at: 'proper-lockfile/lib/lockfile.js:331', rule: shutdown, verdict: 'right', reason: 'locks that only an orderly end releases' },
]
