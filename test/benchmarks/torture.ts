import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { blowsFrom } from '../fault-injection/torture/blows.ts'
import { torture } from '../fault-injection/torture/torture.ts'
import { projectIn } from '../helpers/supervised-project.ts'
import { makeBench } from './bench-project.ts'
import { table } from './table.ts'

const seed = 1
const count = 200

/** 200 random blows to the program and both roles under 100 requests a second: what was lost. */
export async function measureTorture(): Promise<string> {
  const result = await torture(async (files, { env }) => {
    const bench = await makeBench()
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(bench.folder, name)), { recursive: true })
      await writeFile(join(bench.folder, name), text, { flag: 'wx' })
    }
    return projectIn(bench.folder, { ...bench.env, ...env }, process.execPath)
  }, blowsFrom(seed, count))
  const { answers: { asked, refused, failed, slowestMs }, blows, doubles, overlaps, unaccounted } = result
  const cells = [blows.length, asked, refused, failed, Math.round(slowestMs), doubles.length + overlaps.length, unaccounted.length]
  const headings = ['requests', 'refused', 'failed', 'slowest answer (ms)', 'double starts', 'not in the journal']
  return table(['torture: victims hit', ...headings], [cells.map(String)])
}
