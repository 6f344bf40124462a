/**
 * The restarter: spawns the processes of one project, sees them die, spawns them again. It never judges; the watchdog
 * does, and asks.
 *
 * Arguments: the project's folder, state and runtime directories; `watched` when a watchdog raises it, `kept`
 * when a command does that keeps its sockets.
 * Reads: project.json, processes/, life/, leases/, asks/, let-go/, the journal; requests on control.sock.
 * Writes: project.json, processes/, life/, logs/, flags/, the journal.
 * After a crash at any line: the processes run on; the watchdog, which has our listening sockets, raises another
 * restarter; that takes stock of the life lines and adopts what lives. The life lines decide, so nothing is ever started twice.
 * Exit codes: 0 the project ended, or another restarter owns it; 100 there is no project.json; 1 a bug (it is raised again).
 */
import type { SendHandle } from 'node:child_process'
import { watch } from 'node:fs'
import type { Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { monotonicMs, wallTime } from '../platform/clock.ts'
import { collectWhenIdle } from '../platform/collect-garbage.ts'
import { listNames, readTextIfThere } from '../platform/durable-file.ts'
import { isRoomLeft } from '../platform/memory-room.ts'
import { removeFile } from '../platform/plain-file.ts'
import { parseJson } from '../platform/json.ts'
import { onJsonLines, sendJsonLine } from '../platform/ndjson.ts'
import { ensurePrivateDirectory } from '../platform/private-directory.ts'
import { bootId } from '../platform/process-identity.ts'
import { lineToParent } from '../platform/role-line.ts'
import { claimRole } from '../platform/role-socket.ts'
import { withResolvers } from '../platform/with-resolvers.ts'
import { type Answer, controlVersion, parseRequest, type Request } from '../state/control.ts'
import { openJournal } from '../state/journal-writer.ts'
import { dropAllLeases } from '../state/lease.ts'
import { directoriesOf, pathsIn } from '../state/project-paths.ts'
import { readProject } from '../state/project.ts'
import { writeRoleRecord } from '../state/role-record.ts'
import type { FromKeeper, StampedEvent } from '../state/watch.ts'
import { CheckerPartner } from './checker-partner.ts'
import { PlaceKeeper } from './keep-place.ts'
import { keepState } from './keep-state.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { heedLetGo, parseLetGo } from './sockets/let-go.ts'
import { Restarter } from './restarter.ts'
import { watchConfig } from './watch-config.ts'
import { SaveWatcher } from './watch-saves.ts'
import { WatchdogPartner } from './watchdog-partner.ts'

const fixYourInput = 100
const goodbyeMs = 50
const lookForRoomEveryMs = 10_000
const givenBackDeadlineMs = 500

const [program = '', folder = '', state = '', runtime = '', raisedBy = ''] = process.argv.slice(1)
const paths = pathsIn({ folder, state, runtime })
const programs = dirname(program)
const project = await readProject(paths)
if (project === undefined || project.wish === 'ended') process.exit(fixYourInput)

let reading: Promise<void> = Promise.resolve()
const keeperGaveBack = withResolvers<undefined>()
const { promise: up, resolve: isUp } = withResolvers<Restarter>()
const role = await claimRole(paths.runtime, serve)
if (role === undefined) process.exit(0)

const journal = openJournal({ directory: paths.events, role: 'restarter', boot: await bootId(), clock: { monotonicMs, wallTime } })
await writeRoleRecord(paths, 'restarter', process.pid)
const keeper = raisedBy === 'kept' ? lineToParent({ onMessage: fromKeeper, onEnd: () => undefined }) : undefined
const partner = new WatchdogPartner({
  paths, journal, program: join(programs, 'watchdog.mjs'), isRaisedByIt: raisedBy === 'watched',
  onEvent: heed, onHold, onRaised: tellAll,
})
const checker = new CheckerPartner({
  paths, program: join(programs, 'checker.mjs'),
  onVerdict: (verdict) => { restarter.processes.isJudged(verdict) },
})
const saves = new SaveWatcher(paths.folder, () => void restarter.retryAll())
const restarter = new Restarter({
  paths, journal, preload: join(programs, 'heartbeat.cjs'),
  onChange: (processes) => {
    partner.send({ kind: 'watch', processes })
    checker.update(restarter.processes.checked())
    collectWhenIdle()
    watchSavesWhileWaiting()
  },
  onHeld: (key, handle) => { for (const holder of [partner, keeper]) holder?.send({ kind: 'hold', key }, handle) },
  onLetGo: (key) => { for (const holder of [partner, keeper]) holder?.send({ kind: 'let-go', key }) },
}, project)
void journal.append({ event: 'role-up' })
const partnerIsUp = partner.comeUp()
await Promise.race([Promise.all([partner.givenBack(), keeper && keeperGaveBack.promise]), delay(givenBackDeadlineMs)])
await restarter.bringUp()
if (project.wish === 'end') await finish('an end that was asked for before')
isUp(restarter)
await partnerIsUp
const leases = new LeaseKeeper(paths, () => void finish('nobody holds a lease on it any more'))
await leases.begin()
const place = new PlaceKeeper(paths, remakePlace)
place.watch()
watchRequests()
setInterval(() => { if (!isRoomLeft()) void restarter.processes.stepAside() }, lookForRoomEveryMs)
keepState(paths, journal)
await readAsks()
await readLetGo()
const command = join(programs, 'crash-only.js')
const { source, refused = null } = project
const isRefused = refused !== null
if (source !== 'command line') void watchConfig({ ...paths, source, command, isRefused, onRefused: (why) => void restarter.refuse(why) })

function watchSavesWhileWaiting(): void {
  if (restarter.isAnyWaiting()) void saves.begin()
  else saves.end()
}

function watchRequests(): void {
  watch(paths.asks, () => void readAsks()).on('error', () => undefined) // the folder was deleted, and is remade
  watch(paths.letGo, () => void readLetGo()).on('error', () => undefined)
}

/** All that stands in the runtime directory, once more: whoever comes after us needs it. */
async function remakePlace(): Promise<void> {
  for (const directory of directoriesOf(paths)) await ensurePrivateDirectory(directory)
  await restarter.remakeRecords()
  await leases.remake()
  await writeRoleRecord(paths, 'restarter', process.pid)
  if (partner.pid !== null) await writeRoleRecord(paths, 'watchdog', partner.pid)
  // The last step, for it cannot be done twice. Where somebody was faster, two would start two copies.
  if ((await claimRole(paths.runtime, serve)) === undefined) process.exit(0)
  leases.watch()
  watchRequests()
}

async function heed(event: StampedEvent, pid: number): Promise<void> {
  const { t, mono } = event
  const running = await up
  await Promise.all([journal.append(event, { t, mono, role: 'watchdog', pid }), running.heed(event)])
}

function onHold(key: string, handle: SendHandle): void {
  restarter.processes.sockets.held.keep(key, handle)
}

function tellAll(): void {
  for (const { key, handle } of restarter.processes.sockets.held.all()) partner.send({ kind: 'hold', key }, handle)
  partner.send({ kind: 'watch', processes: restarter.processes.watched() })
}

/** The command that raised us keeps copies of the sockets, too: for the case that both roles die at once. */
function fromKeeper(received: unknown, handle?: SendHandle): void {
  const message = received as FromKeeper
  if (message.kind === 'hold' && handle !== undefined) onHold(message.key, handle)
  if (message.kind === 'that-is-all') keeperGaveBack.resolve(undefined)
}

function serve(socket: Socket): void {
  socket.on('error', () => socket.destroy()) // a peer that died: its close event says all
  onJsonLines(socket, (message) => {
    const request = parseRequest(message)
    if (request === undefined) sendJsonLine(socket, { id: null, ok: false, error: `not a request of version ${controlVersion}` })
    else void answer(request, socket)
  })
}

async function answer(request: Request, socket: Socket): Promise<void> {
  const reply = await answerFor(request)
  sendJsonLine(socket, { id: request.id, ...reply })
  if (request.do === 'stop' && request.name === undefined) await finish(request.why)
}

async function answerFor(request: Request): Promise<Answer> {
  const running = await up
  if (request.do === 'ping') return { ok: true }
  if (request.do === 'roles') {
    const processes = running.processes.known()
    return { ok: true, version: controlVersion, restarterPid: process.pid, watchdogPid: partner.pid, processes }
  }
  if (request.do === 'note') {
    const { t, mono } = request.event
    await journal.append(request.event, { t, mono, role: 'relay', pid: request.pid })
    return { ok: true }
  }
  return running.answer(request)
}

// One after the other: two at once would both read what one of them removes.
async function readAsks(): Promise<void> {
  reading = reading.then(readAsksNow)
  return reading
}

// A request as a file works when the socket does not. It is removed first: done twice is worse than asked twice.
async function readAsksNow(): Promise<void> {
  for (const name of await listNames(paths.asks)) {
    const path = join(paths.asks, name)
    const request = parseRequest(parseJson((await readTextIfThere(path)) ?? ''))
    await removeFile(path)
    if (request !== undefined) await answerFor(request)
    if (request?.do === 'stop' && request.name === undefined) await finish(request.why)
  }
}

async function readLetGo(): Promise<void> {
  for (const name of await listNames(paths.letGo)) {
    const path = join(paths.letGo, name)
    const note = parseLetGo(name, await readTextIfThere(path))
    await removeFile(path)
    if (note !== undefined) await heedLetGo(restarter.processes.sockets, note)
  }
}

async function finish(why: string): Promise<void> {
  partner.expectEnd()
  await restarter.end(why)
  await dropAllLeases(paths)
  await checker.end()
  partner.kill()
  // The answer to whoever asked is on its way; the process ends as it always does, by dying.
  setTimeout(() => { process.exit(0) }, goodbyeMs)
}
