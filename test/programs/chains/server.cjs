// A server whose loop can be blocked, and that can start a helper whose loop is: for the chains of test/integration/chains.test.ts.
const { spawn } = require('node:child_process')
const { createServer } = require('node:http')
const { join } = require('node:path')

/** Answers with this process' pid; `/hang` blocks it, `/helper` starts a Node process that computes for ten seconds. */
function handle(request, response) {
  response.end(String(process.pid))
  if (request.url === '/hang') setImmediate(() => { for (;;); })
  if (request.url === '/helper') spawn(process.execPath, [join(__dirname, 'helper.cjs')], { stdio: 'ignore' })
}

module.exports = { handle, serve: () => createServer(handle).listen(Number(process.env.PORT), '127.0.0.1') }
