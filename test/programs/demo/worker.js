// Takes jobs one by one. Killed in the middle of a job, it finds that job again when it is back: a job goes only after
// its result is safe, and the same job gives the same result, so doing it twice does no harm.
import { open, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { jobsFolder, listJson, readJson, resultsFolder, syncFolder, writeJson } from './safe-files.js'

const pauseMs = 500

process.stdout.write(`worker: waiting for jobs (pid ${process.pid})\n`)

for (;;) {
  await beat()
  const [job] = await listJson(jobsFolder)
  if (job === undefined) await pause(pauseMs)
  else await finish(job)
}

/** The heartbeat comes from the loop that does the work: when this loop is stuck, the watchdog sees it. */
async function beat() {
  const heartbeat = process.env.CRASH_ONLY_HEARTBEAT
  if (heartbeat === undefined) return
  const handle = await open(heartbeat, 'a')
  const now = new Date()
  await handle.utimes(now, now)
  await handle.close()
}

async function finish(job) {
  const { number } = await readJson(job)
  await writeJson(new URL(basename(job.pathname), resultsFolder), { number, factors: factorize(number) })
  await rm(job, { force: true })
  await syncFolder(job)
}

function factorize(number) {
  const factors = []
  let rest = number
  for (let divisor = 2; divisor * divisor <= rest; divisor += 1) {
    while (rest % divisor === 0) {
      factors.push(divisor)
      rest /= divisor
    }
  }
  return rest > 1 ? [...factors, rest] : factors
}
