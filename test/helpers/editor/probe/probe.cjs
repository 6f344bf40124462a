// What a test cannot reach from the page: the interfaces that extensions have. It listens on a socket in the folder that
// CRASH_ONLY_PROBE names, one for each extension host, and answers lines of JSON. It is
// a language pack, too, without a text of the editor: then a browser that prefers German has extensions in German.
const { createServer } = require('node:net')
const { join } = require('node:path')
const { createInterface } = require('node:readline')
const { setFlagsFromString } = require('node:v8')
const { runInNewContext } = require('node:vm')
const vscode = require('vscode')

const questions = {
  pid: () => process.pid,
  // What is held, not what was not yet collected.
  heapUsed: () => {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    return process.memoryUsage().heapUsed
  },
  tools: () => vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('crashonly_')),
  invokeTool: async ({ name, input }) => {
    const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined })
    return result.content.map(({ value }) => value).join('')
  },
  command: async ({ command, args = [] }) => { await vscode.commands.executeCommand(command, ...args) },
  breakpoint: ({ file, line }) => {
    const at = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0))
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(at)])
  },
  debug: async ({ configuration }) => vscode.debug.startDebugging(vscode.workspace.workspaceFolders[0], configuration),
  debugRequest: async ({ command, args }) => vscode.debug.activeDebugSession.customRequest(command, args),
  threads: async () => {
    const { threads } = await vscode.debug.activeDebugSession.customRequest('threads')
    return threads.map(({ id }) => id)
  },
  sessions: () => [...sessions].map(({ name }) => name),
  tasks: async () => (await vscode.tasks.fetchTasks({ type: 'crash-only' })).map(({ name }) => name),
  runTask: async ({ name }) => {
    const task = (await vscode.tasks.fetchTasks({ type: 'crash-only' })).find((one) => one.name === name)
    await vscode.tasks.executeTask(task)
  },
  endTasks: () => { for (const execution of vscode.tasks.taskExecutions) execution.terminate() },
  runningTasks: () => vscode.tasks.taskExecutions.map(({ task }) => task.name),
  begunTasks: () => begunTasks,
  endedTasks: () => endedTasks,
  language: () => vscode.env.language,
}

/** Those at the root. `activeDebugSession` may go on naming one that has ended. */
const sessions = new Set()

/** Since the window was opened, by name; and the exit codes of those that have ended. */
const begunTasks = []
const endedTasks = {}

exports.activate = () => {
  const folder = process.env.CRASH_ONLY_PROBE
  if (folder === undefined) return
  vscode.debug.onDidStartDebugSession((session) => { if (session.parentSession === undefined) sessions.add(session) })
  vscode.debug.onDidTerminateDebugSession((session) => { sessions.delete(session) })
  vscode.tasks.onDidStartTask(({ execution }) => { begunTasks.push(execution.task.name) })
  vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => { endedTasks[execution.task.name] = exitCode })
  createServer((socket) => {
    socket.on('error', () => socket.destroy())
    createInterface(socket).on('line', async (line) => {
      const { ask, ...rest } = JSON.parse(line)
      const reply = await Promise.resolve().then(async () => ({ answer: await questions[ask](rest) })).catch((error) => ({ error: String(error?.message ?? error) }))
      socket.end(`${JSON.stringify(reply)}\n`)
    })
  }).listen(join(folder, `${process.pid}.sock`))
}
