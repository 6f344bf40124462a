// A web page that counts its visits and hands jobs to the worker.
// Kill it whenever you like: it answers only after the file is safe, so
// nothing that it has answered is ever lost. There is no shutdown code.
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'

import { jobsFolder, listJson, readJson, resultsFolder, visitsFile, writeJson } from './safe-files.js'
import { renderPage } from './page.js'

const port = Number(process.env.PORT ?? 3000)
const startedAt = Date.now()

const routes = {
  'GET /': showPage,
  'GET /status': showStatus,
  'POST /jobs': addJob,
  'POST /loop': loopForever,
}

createServer(answer).listen(port, '127.0.0.1', () => {
  process.stdout.write(`web: http://127.0.0.1:${port} (pid ${process.pid})\n`)
})

async function answer(request, response) {
  const route = routes[`${request.method} ${request.url}`]
  if (route === undefined) return response.writeHead(404).end('There is no such page.\n')
  await route(response)
}

async function showPage(response) {
  await countVisit()
  const page = renderPage(await readStatus())
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
}

async function showStatus(response) {
  const status = await readStatus()
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(status))
}

async function addJob(response) {
  const number = Math.floor(Math.random() * 1e9)
  await writeJson(new URL(`${randomUUID()}.json`, jobsFolder), { number })
  response.writeHead(201).end()
}

/** A bug, for show: the event loop never turns again, so the watchdog sees no heartbeat and restarts us. */
function loopForever() {
  for (;;);
}

// One visit after the other: two at once would both read the same count.
let lastVisit = Promise.resolve()

async function countVisit() {
  lastVisit = lastVisit.then(async () => {
    const { count } = await readJson(visitsFile, { count: 0 })
    await writeJson(visitsFile, { count: count + 1 })
  })
  await lastVisit
}

async function readStatus() {
  const [visits, waiting, done] = await Promise.all([
    readJson(visitsFile, { count: 0 }),
    listJson(jobsFolder),
    listJson(resultsFolder),
  ])
  const upSeconds = Math.round((Date.now() - startedAt) / 1000)
  return { pid: process.pid, upSeconds, visits: visits.count, waiting: waiting.length, done: done.length }
}
