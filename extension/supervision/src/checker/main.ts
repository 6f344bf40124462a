/**
 * The checker: asks programs whether they are well (`health`), and looks at how much memory they use (`maxMemoryMb`). A
 * program of its own, so that a question that hangs or eats memory harms neither restarter nor watchdog. It decides
 * nothing: the restarter passes what it says to the watchdog, which flags.
 *
 * Arguments: the project's id.
 * Reads: messages of the restarter on Node's IPC channel (`state/health.ts`); /proc. Writes: nothing but answers there.
 * After a crash at any line: the restarter spawns another one and says what was known; that kills what is left of
 * our check commands, and asks again.
 * Exit codes: 0 the restarter is gone; 1 a bug.
 */
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import { GroupMemory } from '../platform/group-memory.ts'
import { type CheckedProcess, type FromChecker, parseToChecker } from '../state/health.ts'
import { Checked } from './checked.ts'

const memoryEveryMs = 1_000

const place = { project: process.argv[2] ?? '', programs: dirname(process.argv[1] ?? '') }
const memory = new GroupMemory()
let all: readonly Checked[] = []

process.on('message', (received) => {
  const message = parseToChecker(received)
  if (message?.kind === 'ping') say({ kind: 'pong' })
  if (message?.kind === 'check') update(message.processes)
  if (message?.kind === 'check' && all.length === 0) process.exit(0) // the next one is raised when there is something to check
})
// The restarter's death, and not a shutdown: who asks for nobody has nothing left to do, and nothing to save.
process.once('disconnect', () => { process.exit(0) })
setInterval(() => void lookAtMemory(), memoryEveryMs)

function say(message: FromChecker): void {
  process.send?.(message, undefined, {}, () => undefined) // a restarter that died: `disconnect` follows
}

function update(processes: readonly CheckedProcess[]): void {
  const before = all
  all = processes.map((process) => before.find((known) => isSame(known.process, process)) ?? new Checked(process, place, say))
  for (const checked of before) if (!all.includes(checked)) checked.end()
  for (const checked of all) if (!before.includes(checked)) checked.begin()
}

// That it has answered is our own news.
function isSame(known: CheckedProcess, process: CheckedProcess): boolean {
  return isDeepStrictEqual({ ...known, hasAnswered: true }, { ...process, hasAnswered: true })
}

async function lookAtMemory(): Promise<void> {
  const limited = all.flatMap((checked) => {
    const { pid, maxMemoryMb } = checked.process
    return maxMemoryMb === null ? [] : [{ checked, pid, maxMemoryMb }]
  })
  if (limited.length === 0) return
  const used = await memory.usedMb(new Map(limited.map(({ pid, maxMemoryMb }) => [pid, maxMemoryMb])))
  for (const { checked, pid } of limited) checked.noteMemory(used.get(pid) ?? 0)
}
