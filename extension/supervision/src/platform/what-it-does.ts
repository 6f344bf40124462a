import { readdir, readFile } from 'node:fs/promises'

const childrenMax = 3
const commandCharactersMax = 200

/** An event loop that waits is in one of these, also one that was stopped there: that tells nothing. */
const idle: ReadonlySet<string> = new Set(['232', '281', '441', '22'])

/** System calls that block, by their numbers (arch/x86/entry/syscalls/syscall_64.tbl; asm-generic/unistd.h for arm64). */
const systemCalls: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  x64: {
    0: 'read', 1: 'write', 2: 'open', 7: 'poll', 23: 'select', 34: 'pause', 35: 'nanosleep', 42: 'connect', 43: 'accept', 44: 'sendto',
    45: 'recvfrom', 61: 'wait4', 72: 'fcntl', 73: 'flock', 74: 'fsync', 75: 'fdatasync', 202: 'futex',
    230: 'clock_nanosleep', 257: 'openat',
  },
  arm64: {
    25: 'fcntl', 32: 'flock', 56: 'openat', 63: 'read', 64: 'write', 73: 'ppoll', 82: 'fsync', 83: 'fdatasync', 98: 'futex',
    101: 'nanosleep', 115: 'clock_nanosleep', 203: 'connect', 206: 'sendto', 207: 'recvfrom', 260: 'wait4',
  },
}

const waits: Readonly<Record<string, string>> = {
  wait_for_partner: 'for the other side of a FIFO', pipe_read: 'for a pipe', futex_wait_queue: 'for a lock', futex_do_wait: 'for a lock',
  do_wait: 'for a child', unix_stream_read_generic: 'for a socket',
}

/** What a process that is silent does, in words, as far as the kernel tells: the call that it is in, and whom it may wait for. */
export async function whatItDoes(pid: number): Promise<string> {
  const [call, channel, children] = await Promise.all([callOf(pid), read(`/proc/${pid}/wchan`), childrenOf(pid)])
  const waiting = waits[channel.trim()]
  const inCall = call === '' ? '' : `${call}${waiting === undefined ? '' : `, waiting ${waiting}`}`
  const ofChildren = children.length === 0 ? '' : `with ${children.map((command) => `\`${command}\``).join(', ')} running`
  return [inCall, ofChildren].filter((part) => part !== '').join(', ')
}

async function callOf(pid: number): Promise<string> {
  const number = (await read(`/proc/${pid}/syscall`)).trim().split(' ')[0] ?? ''
  if (number === 'running') return 'computing, in no system call'
  if (number === '' || number === '-1' || idle.has(number)) return ''
  return `in the system call ${systemCalls[process.arch]?.[Number(number)] ?? `number ${number}`}`
}

async function childrenOf(pid: number): Promise<string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map(async (thread) => read(`/proc/${pid}/task/${thread}/children`)))
  const pids = lists.join(' ').split(' ').filter((text) => text.trim() !== '').slice(0, childrenMax)
  const commands = await Promise.all(pids.map(async (child) => read(`/proc/${child.trim()}/cmdline`)))
  return commands.map((line) => line.replaceAll('\0', ' ').trim().slice(0, commandCharactersMax)).filter((line) => line !== '')
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '') // not ours to see, or no such system
}
