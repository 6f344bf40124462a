import { spawn } from 'node:child_process'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

import { expect, test } from 'vitest'

import { eventually } from '../helpers/eventually.ts'
import { pidsWith } from '../helpers/pids-with.ts'

const benchmark = join(import.meta.dirname, '../benchmarks/side-by-side')
const urlOf = (name: string): string => JSON.stringify(pathToFileURL(join(benchmark, name)).href)

// It starts what leaves its process group, as supervisors do, says what it started, and dies by SIGKILL.
const killedBenchmark = `
const { makeRun, makePlace, typicalServer } = await import(${urlOf('place.ts')})
const { tieToUs } = await import(${urlOf('tie.ts')})
const { startIn } = await import(${urlOf('commands.ts')})
const run = await makeRun()
tieToUs(run)
const place = await makePlace(run, typicalServer)
await startIn(place, ['sh', '-c', 'while :; do sleep 1000; done'])
process.stdout.write(JSON.stringify({ folder: run.folder, marker: place.marker }), () => process.kill(process.pid, 'SIGKILL'))
`

test('a benchmark that is killed leaves no process and no folder', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', killedBenchmark], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { folder, marker } = JSON.parse(await text(child.stdout)) as { folder: string; marker: string }
  const left = async (): Promise<number[]> => pidsWith((variable) => variable === `CRASH_ONLY_BENCH=${marker}`)
  await eventually('its processes are gone', async () => (await left()).length === 0)
  await eventually('its folder is gone', async () => access(folder).then(() => false, () => true))
  expect(await left()).toEqual([])
})
