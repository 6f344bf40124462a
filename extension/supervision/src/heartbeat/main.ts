/**
 * The heartbeat preload: loaded by `--require` into an unmodified Node program (18 to 26), it touches a file from the
 * program's own event loop, says when the program listens, notes an uncaught exception, and crashes on request.
 *
 * Reads: CRASH_ONLY_HEARTBEAT, CRASH_ONLY_DIAGNOSIS, CRASH_ONLY_STALE_AFTER_MS and others that
 * `restarter/` sets; requests `<heartbeat>.<pid>.crash`.
 * Writes: `<heartbeat>.<pid>`, the diagnosis.
 * It must never change what the program does: no handle that keeps it alive, no output, no error that escapes.
 */
import * as inspector from 'node:inspector'
import { isMainThread } from 'node:worker_threads'

import { startBeatingSync } from './beat.ts'
import { holdListening } from './listen.ts'
import { isPackageManager } from './package-manager.ts'
import { noteUncaught } from './last-words.ts'
import { watchForHang } from './watch-for-hang.ts'

const heartbeat = process.env['CRASH_ONLY_HEARTBEAT']
const diagnosis = process.env['CRASH_ONLY_DIAGNOSIS']
const held = process.env['CRASH_ONLY_HELD']
const letGoFile = process.env['CRASH_ONLY_LET_GO']
const staleAfterMs = Number(process.env['CRASH_ONLY_STALE_AFTER_MS'])
const isHandingOver = process.env['CRASH_ONLY_HAND_OVER'] === '1'
// Descriptors go to this process alone; what it starts would find others under these numbers.
for (const name of ['CRASH_ONLY_HELD', 'CRASH_ONLY_LET_GO', 'CRASH_ONLY_HAND_OVER']) Reflect.deleteProperty(process.env, name)

if (isMainThread && heartbeat !== undefined && !isPackageManager(process.argv[1])) {
  const isWatched = diagnosis !== undefined && staleAfterMs > 0 && canLook()
  const hangs = isWatched ? watchForHang({ path: `${diagnosis}.hang`, staleAfterMs }) : undefined
  const heart = startBeatingSync(`${heartbeat}.${process.pid}`, hangs)
  holdListening({ held, isHandingOver, letGoFile }, heart.isListening)
  if (diagnosis !== undefined) noteUncaught(diagnosis)
}

/** An older Node cannot look into its main thread, and one that is debugged already is not to be disturbed. */
function canLook(): boolean {
  return 'connectToMainThread' in inspector.Session.prototype && inspector.url() === undefined
}
