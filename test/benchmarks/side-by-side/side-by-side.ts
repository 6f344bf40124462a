import { join } from 'node:path'

import type { Adapter, Report } from './adapter.ts'
import { adapters } from './adapters.ts'
import { npmServerNames } from './npm-servers.ts'
import { type Options, parseOptions } from './options.ts'
import { makeRun } from './place.ts'
import { publish } from './render/publish.ts'
import { renderTables } from './render/tables.ts'
import { describeMachine } from './results/machine.ts'
import { readResults, withParts, writeResults } from './results/results-file.ts'
import type { Entrant, Parts, Results } from './results/results.ts'
import { runHangs } from './runs/hangs.ts'
import { runNpmServer } from './runs/npm-server.ts'
import { runStanding, standingNames } from './runs/standing.ts'
import { runStorms } from './runs/storms.ts'
import { runSupervisorDeaths } from './runs/supervisor-deaths.ts'
import type { Stage } from './stage.ts'
import { tieToUs } from './tie.ts'

const badInputCode = 100
const published = join(import.meta.dirname, '../../../docs/benchmarks.json')

/**
 * `npm run bench -- side-by-side`: the same program under each supervisor, one by one in turns. A full run writes
 * docs/benchmarks.json, the tables of docs/benchmarks.md and docs/benchmarks.svg, after each part anew, so that a killed run
 * loses one part at most. With `--only` or `--rounds`, and no `--publish`, the tables are only printed. Gives the tables.
 */
export async function sideBySide(args: readonly string[]): Promise<string> {
  const options = optionsOrExit(args)
  const before = await readResults(published)
  if (process.platform !== 'linux') return 'side-by-side: not run: it finds processes and measures them through Linux\'s /proc\n'
  if (options.onlyRender) {
    if (before === undefined) throw new Error(`there are no figures in ${published}: run without --render first`)
    await publish(before)
    return renderTables(before)
  }
  return renderTables(await measure(options, before))
}

function optionsOrExit(args: readonly string[]): Options {
  try {
    return parseOptions(args)
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(badInputCode)
  }
}

async function measure(options: Options, before: Results | undefined): Promise<Results> {
  const { entrants, here } = await prepareAll(options.only)
  const machine = await describeMachine()
  const run = await makeRun()
  const tie = tieToUs(run)
  let parts: Parts = {}
  try {
    for await (const more of runParts({ run, adapters: here, rounds: options.rounds, report: say }, options)) {
      parts = { ...parts, ...more }
      if (options.isPublished) await publishAll(withParts(before, { version: 1, machine, entrants, parts }))
    }
  } finally {
    await tie.end()
  }
  return { version: 1, machine, entrants, parts }
}

async function* runParts(stage: Stage, { parts }: Options): AsyncGenerator<Parts> {
  yield* runStanding(stage, standingNames.filter((name) => parts.includes(name)))
  if (parts.includes('hang')) yield { hang: await runHangs(stage) }
  if (parts.includes('supervisor')) yield { supervisor: await runSupervisorDeaths(stage) }
  if (parts.includes('storm')) yield { storm: await runStorms(stage) }
  for (const name of npmServerNames.filter((one) => parts.includes(one))) yield { [name]: await runNpmServer(stage, name) }
}

async function publishAll(results: Results): Promise<void> {
  await writeResults(published, results)
  // As they stand in the file, rounded: the page must be what anybody makes of the file.
  await publish((await readResults(published)) ?? results)
}

/** Those that can run here, and a line for each, with the reason for those that cannot. */
async function prepareAll(ids: readonly string[]): Promise<{ entrants: Entrant[]; here: Adapter[] }> {
  const [entrants, here]: [Entrant[], Adapter[]] = [[], []]
  for (const adapter of adapters.filter(({ id }) => ids.includes(id))) {
    const { id, title, setting } = adapter
    const availability = await adapter.prepare(say)
    if (availability.kind === 'here') {
      here.push(adapter)
      entrants.push({ id, title, version: availability.version, ...(setting === undefined ? {} : { setting }) })
    } else {
      entrants.push({ id, title, absent: availability.why })
      say(`${title}: not run: ${availability.why}`)
    }
  }
  return { entrants, here }
}

const say: Report = (line) => { process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`) }
