import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process'

import { roleEnvironment } from './role-node.ts'

const deadlineMs = 5_000
// listen(2) is called at once, and the process ends before its loop could accept a connection.
const program = "require('node:net').createServer().listen({fd:3},4096);process.exit(0)"

/**
 * Makes a bound socket a listening one, which programs expect that take it by LISTEN_FDS. Another process does that, for
 * a role that listened would accept connections, too. @returns whether it did
 */
export async function listenOnce(fd: number): Promise<boolean> {
  return endsWell(spawn(process.execPath, ['-e', program], { ...options(), stdio: ['ignore', 'ignore', 'ignore', fd] }))
}

/**
 * Makes calls on a socket wait, as a program expects that was given it by LISTEN_FDS: Node opens all as non-blocking, and
 * all who have it share that. libuv itself changes it back, for what it gives a child as one of the first three descriptors.
 */
export async function makeBlocking(fd: number): Promise<boolean> {
  return endsWell(spawn('/bin/sh', ['-c', ':'], { ...options(), stdio: [fd, 'ignore', 'ignore'] }))
}

function options(): SpawnOptions {
  return { cwd: '/', env: roleEnvironment(process.env), timeout: deadlineMs, killSignal: 'SIGKILL' }
}

async function endsWell(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('error', () => { resolve(false) })
    child.once('exit', (code) => { resolve(code === 0) })
  })
}
