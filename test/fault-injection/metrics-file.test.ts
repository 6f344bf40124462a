import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { configOf, makeProject } from '../helpers/supervised-project.ts'

const dyingDisk = join(import.meta.dirname, 'crash-points/dying-disk.mjs')

test('metrics --file killed before each of its writes, and amid them: the file is what it was or whole, and never two are read', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: 'sleep 1000' }) }, { env: { NODE_OPTIONS: `--import ${dyingDisk}` } })
  const file = join(project.folder, 'shop.prom')
  const mark = join(project.folder, '..', 'mark')
  const writeAndDieAt = async (n: number): Promise<string> => {
    await writeFile(file, 'what it was\n')
    project.env['CRASH_ONLY_CRASH_POINT'] = `crash-only:${n}:${mark}.${n}`
    await project.crashOnly('metrics', '--file', 'shop.prom')
    return readFile(file, 'utf8')
  }
  const whole = await writeAndDieAt(0)
  const points = (await readFile(`${mark}.0`, 'utf8')).trim().split('\n')
  expect(points.slice(-6).map((point) => point.split(' ')[1])).toEqual(['open', 'writeFile', 'half', 'sync', 'rename', 'sync'])
  for (let n = 1; n <= points.length; n += 1) {
    const text = await writeAndDieAt(n)
    expect(['what it was\n', whole], points[n - 1]).toContain(text)
    expect((await readdir(project.folder)).filter((name) => name.endsWith('.prom')), points[n - 1]).toEqual(['shop.prom'])
  }
})
