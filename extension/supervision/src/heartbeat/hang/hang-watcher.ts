/**
 * The worker of the heartbeat preload: where the main thread is when it is silent. It only notes: whether a silence is a
 * hang is for the watchdog to say. Writes and removes `<diagnosis>.hang`.
 */
import { rm } from 'node:fs/promises'
import { type Debugger, Session } from 'node:inspector'
import { workerData } from 'node:worker_threads'

import { putFile } from '../put-file.ts'

interface Given {
  readonly path: string
  readonly staleAfterMs: number
  readonly beats: Int32Array
  readonly call: Uint8Array
}

const silentShare = 0.6 // noted within the limit also when a look and the answer are as late as they can be
const looksPerLimit = 8
const answerMs = 250
const framesMax = 20

const { path, staleAfterMs, beats, call } = workerData as Given
let seen = -1
let silentSinceMs = performance.now()
let isNoted = false

setInterval(look, staleAfterMs / looksPerLimit)

function look(): void {
  const now = performance.now()
  const beat = Atomics.load(beats, 0)
  if (beat !== seen) {
    if (isNoted) void rm(path, { force: true }) // it came back: that was no hang
    isNoted = false
    seen = beat
    silentSinceMs = now
  } else if (!isNoted && now - silentSinceMs >= staleAfterMs * silentShare) {
    isNoted = true
    noteStack()
  }
}

/** Asks the main thread where it is, lets it go on at once, and notes the answer. In a call that blocks it would not answer. */
function noteStack(): void {
  const inCall = textOf(call)
  if (inCall !== '') {
    void note({ kind: 'hang', inCall, stack: '' })
    return
  }
  const session = new Session()
  const unanswered = setTimeout(() => { void note({ kind: 'hang', inCall, stack: '' }) }, answerMs)
  const urls = new Map<string, string>()
  session.connectToMainThread()
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url } }) => { urls.set(scriptId, url) })
  session.on('Debugger.paused', ({ params }) => {
    clearTimeout(unanswered)
    void note({ kind: 'hang', inCall: '', stack: params.callFrames.slice(0, framesMax).map((frame) => frameText(frame, urls)).join('\n') })
    session.post('Debugger.resume', () => { session.post('Debugger.disable', () => { session.disconnect() }) })
  })
  session.post('Debugger.enable', () => { session.post('Debugger.pause') })
}

function frameText({ functionName, location }: Debugger.CallFrame, urls: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber } = location
  const place = `${urls.get(scriptId) ?? '<unknown>'}:${lineNumber + 1}:${(columnNumber ?? 0) + 1}`
  return `    at ${functionName === '' ? '<anonymous>' : functionName} (${place})`
}

function textOf(bytes: Uint8Array): string {
  const copy = Uint8Array.from(bytes) // a TextDecoder does not read shared memory
  return copy[0] === 0 ? '' : new TextDecoder().decode(copy.subarray(0, copy.indexOf(0)))
}

async function note(what: { readonly kind: 'hang'; readonly inCall: string; readonly stack: string }): Promise<void> {
  try {
    await putFile(path, JSON.stringify({ v: 1, ...what }))
  } catch {
    // No room, no folder: then this hang has no line.
  }
}
