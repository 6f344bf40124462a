import { chmod, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { ClosedFiles } from '../../src/at-the-line/closed-files.ts'
import type { CrashGroup } from '../../src/crashes/crash.ts'
import { crashed, crashesAfter, where } from '../crashes/crash-facts.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const code = 'return x.total'
const text = `one\ntwo\n  ${code}\nfour\n`

describe('the line of a crash in a file that nobody has open', () => {
  test.each([
    { what: 'where it was', now: text, at: { line: 2, isStale: false } },
    { what: 'moved by lines above it', now: `zero\n${text}`, at: { line: 3, isStale: false } },
    { what: 'changed', now: 'one\ntwo\n  return x?.total\n', at: { line: 2, isStale: true } },
    { what: 'all of it was taken out', now: '', at: { line: 0, isStale: true } },
    { what: 'with the line ends of Windows', now: text.replaceAll('\n', '\r\n'), at: { line: 2, isStale: false } },
  ])('$what', async ({ now, at }) => {
    const { file, locate } = await crashIn(text)
    await writeFile(file, now)
    expect(await locate()).toEqual(at)
  })

  test('is nowhere when the file is gone, and there again with it', async () => {
    const { file, locate } = await crashIn(text)
    expect(await locate()).toEqual({ line: 2, isStale: false })
    await rm(file)
    expect(await locate()).toBeUndefined()
    await writeFile(file, text)
    expect(await locate()).toEqual({ line: 2, isStale: false })
  })

  test('is nowhere, too, when the file goes before it is read', async () => {
    const { file, group } = await crashIn(text)
    const seen = await now(group)
    await rm(file)
    expect([...(await new ClosedFiles().locate([seen]))]).toEqual([])
  })

  test('is looked for again only when the file was changed', async () => {
    const { file, locate } = await crashIn(text)
    await utimes(file, 1_700_000_000, 1_700_000_000)
    await locate()
    await writeFile(file, 'not at all the same\n')
    await utimes(file, 1_700_000_000, 1_700_000_000)
    expect(await locate()).toEqual({ line: 2, isStale: false })
    await utimes(file, 1_700_000_000, 1_700_000_001)
    expect(await locate()).toEqual({ line: 1, isStale: true })
  })

  test('is uncertain in a file that nobody wrote by hand, or that cannot be read', async () => {
    const { file, locate } = await crashIn(text)
    await truncate(file, 6_000_000)
    expect(await locate()).toEqual({ line: 2, isStale: true })
    await writeFile(file, text)
    await chmod(file, 0)
    const isRoot = process.getuid?.() === 0
    expect(await locate()).toEqual({ line: 2, isStale: !isRoot })
  })

  test('each of several signatures has its own', async () => {
    const { file, group } = await crashIn(text)
    const other = { ...group, id: 'other', last: { ...group.last, id: 'other', code: 'two', where: { file, line: 2, column: 1 } } }
    const found = await new ClosedFiles().locate([await now(group), await now(other)])
    expect([...found.values()].map(({ line }) => line)).toEqual([2, 1])
  })
})

async function crashIn(content: string) {
  const file = join(await temporaryFolder(), 'server.js')
  await writeFile(file, content)
  const [group] = crashesAfter(crashed(1, 0, { where: { ...where, file, line: 3 }, code })).groups
  if (group === undefined) throw new Error('no crash')
  const closed = new ClosedFiles()
  const locate = async () => (await closed.locate([await now(group)])).get(group.id)
  return { file, group, locate }
}

/** As the history tells it: with the time of the file. */
async function now(group: CrashGroup): Promise<CrashGroup> {
  const file = group.last.where?.file ?? ''
  return { ...group, fileChangedMs: await stat(file).then(({ mtimeMs }) => mtimeMs, () => null) }
}
