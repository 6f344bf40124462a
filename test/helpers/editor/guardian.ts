// Guardian: runs one command and ends it, with everything that it started, at the very moment when its parent dies.
// Reads: descriptor 3, whose other end only the parent holds: end of file there means that the parent is gone.
// Writes: nothing. The command has the guardian's own input and output.
// After a crash: the parent sees its exit, and kills the process group that the guardian leads.
// Exit code: the command's own; 128 + 9 when a signal ended it; 127 when it could not be started.
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'

const lifelineDescriptor = 3
const [command = '', ...args] = process.argv.slice(2)

const lifeline = new Socket({ fd: lifelineDescriptor })
lifeline.on('close', killTheGroup)
lifeline.on('error', killTheGroup)
lifeline.resume()

const child = spawn(command, args, { stdio: 'inherit' })
child.on('error', () => process.exit(127))
child.on('exit', (code) => process.exit(code ?? 137))

function killTheGroup(): void {
  process.kill(-process.pid, 'SIGKILL')
}
