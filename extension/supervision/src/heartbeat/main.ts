/**
 * The heartbeat preload: loaded by `--require` into an unmodified Node program (18 to 26), it touches a file from the
 * program's own event loop, says when the program listens, notes an uncaught exception, and on request crashes or listens
 * for a debugger. In a spare it waits at a gate before any of that; in a program that is up it notes what a spare can load ahead.
 *
 * Reads: CRASH_ONLY_HEARTBEAT, CRASH_ONLY_DIAGNOSIS, CRASH_ONLY_STALE_AFTER_MS and others that
 * `restarter/` sets; requests `<heartbeat>.<pid>.crash`; in a spare `learned/<name>.modules.json`.
 * Writes: `<heartbeat>.<pid>`, `<heartbeat>.<pid>.inspector`, the diagnosis, `learned/<name>.modules.json`, Node's compile cache.
 * It must never change what the program does: no handle that keeps it alive, no output, no error that escapes.
 */
import * as inspector from 'node:inspector'
import type { Server } from 'node:net'
import { isMainThread } from 'node:worker_threads'

import { startBeatingSync } from './beat.ts'
import { enableCompileCache, flushCompileCacheSync } from './modules/compile-cache.ts'
import { Gate, type SpareLevel, type SpareReport } from './spare/gate.ts'
import { type LearnPlace, ModuleLesson } from './modules/learn-modules.ts'
import { holdListening } from './sockets/listen.ts'
import { takeChannel } from './own-channel.ts'
import { isPackageManager } from './package-manager.ts'
import { passOnHeld } from './sockets/pass-on.ts'
import { noteUncaught } from './last-words.ts'
import { serveOnceSync } from './spare/serve-once.ts'
import { type Learned, readLearnedSync, warmUpSync } from './spare/warm-up.ts'
import { watchForHang } from './hang/watch-for-hang.ts'

interface SpareTask {
  readonly fd: number
  readonly level: SpareLevel
  /** The file of what a spare loads ahead. */
  readonly modules: string
}

const settledMs = 1_000
const heartbeat = process.env['CRASH_ONLY_HEARTBEAT']
const diagnosis = process.env['CRASH_ONLY_DIAGNOSIS']
const held = process.env['CRASH_ONLY_HELD']
const letGoFile = process.env['CRASH_ONLY_LET_GO']
const staleAfterMs = Number(process.env['CRASH_ONLY_STALE_AFTER_MS'])
const takesWithinMs = process.env['CRASH_ONLY_TAKE_WITHIN_MS']
const isHandingOver = process.env['CRASH_ONLY_HAND_OVER'] === '1'
const lifeLine = process.env['CRASH_ONLY_LIFE_LINE']
const compileCache = process.env['CRASH_ONLY_COMPILE_CACHE']
const spare = parse(process.env['CRASH_ONLY_SPARE']) as SpareTask | undefined
const lesson = parse(process.env['CRASH_ONLY_LEARN']) as LearnPlace | undefined
const isRunner = isPackageManager(process.argv[1])
// Descriptors go to this process alone; what it starts would find others under these numbers.
const own = ['HAND_OVER', 'TAKE_WITHIN_MS', 'SPARE', 'LEARN', 'COMPILE_CACHE', 'LIFE_LINE', ...(isRunner ? [] : ['HELD', 'LET_GO'])]
for (const name of own) Reflect.deleteProperty(process.env, `CRASH_ONLY_${name}`)

if (isMainThread && heartbeat !== undefined) {
  if (isRunner) passBy()
  else live(heartbeat)
}

/** A package manager: nothing of all this is its own. A spare of one would run the program. */
function passBy(): void {
  if (spare !== undefined) process.kill(process.pid, 'SIGKILL')
  if (isHandingOver) takeChannel()
  if (held !== undefined) passOnHeld(held)
}

function live(path: string): void {
  enableCompileCache(compileCache)
  const send = isHandingOver ? takeChannel() : undefined // before a package that is loaded ahead can find it
  const gate = spare && Gate.openSync(spare)
  const learned = spare && readLearnedSync(spare.modules)
  if (learned?.servesHttp === true) serveOnceSync()
  if (spare?.level === 'warm' || spare?.level === 'boot') gate?.passSync(prepareSync(spare.level, learned))
  const modules = lesson && new ModuleLesson()
  let heart: { readonly isListening: () => void } | undefined
  // A hot spare becomes the program when it is about to listen; until then nobody is to take it for that.
  const beforeListening = (server: Server): void => {
    modules?.listens(server)
    if (heart !== undefined) return
    flushCompileCacheSync()
    // eslint-disable-next-line crash-only/no-blocking-call -- a spare waits here, and does nothing else
    gate?.passSync({ isEnvironmentOpen: false, files: modules?.ownFilesSync() ?? null })
    heart = startHeart(path, modules)
  }
  const isWaiting = spare?.level === 'hot'
  if (!isWaiting) heart = startHeart(path, modules)
  const listenPlace = {
    held, send, letGoFile: letGoFile && `${letGoFile}.${process.pid}`, beforeListening, isWaiting,
    takesWithinMs: takesWithinMs === undefined ? null : Number(takesWithinMs),
  }
  holdListening(listenPlace, () => heart?.isListening())
  if (diagnosis !== undefined) noteUncaught(diagnosis, lifeLine === undefined ? undefined : Number(lifeLine))
}

function prepareSync(level: SpareLevel, learned: Learned | undefined): SpareReport {
  const isEnvironmentOpen = level === 'warm' && learned !== undefined && warmUpSync(learned)
  flushCompileCacheSync()
  return { isEnvironmentOpen, files: [] }
}

function startHeart(path: string, modules: ModuleLesson | undefined): { readonly isListening: () => void } {
  const isWatched = diagnosis !== undefined && staleAfterMs > 0 && canLook()
  const hangs = isWatched ? watchForHang({ path: `${diagnosis}.hang`, staleAfterMs }) : undefined
  const onUp = (): void => {
    hangs?.begin()
    setTimeout(() => {
      if (lesson !== undefined) modules?.write(lesson)
      flushCompileCacheSync()
    }, settledMs).unref()
  }
  // eslint-disable-next-line crash-only/no-blocking-call -- once, before the program begins
  return startBeatingSync(`${path}.${process.pid}`, { onBeat: () => { hangs?.beat() }, onUp })
}

/** An older Node cannot look into its main thread, and one that is debugged already is not to be disturbed. */
function canLook(): boolean {
  return 'connectToMainThread' in inspector.Session.prototype && inspector.url() === undefined
}

function parse(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text)
}
