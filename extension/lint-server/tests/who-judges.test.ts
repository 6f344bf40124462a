import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'

import type { AskedFiles, EslintAnswer } from '../src/ask-eslint/answer.ts'
import { WhoJudges } from '../src/eslint-config/who-judges.ts'

const failed: EslintAnswer = { kind: 'failed', reason: 'no such package\nRequire stack:' }
const all = (coverage: 'has-plugin' | 'without-plugin' | 'left-out') => ({ files }: AskedFiles): EslintAnswer =>
  ({ kind: 'answered', coverage: Object.fromEntries(files.map((file) => [file, coverage])) })

let nowMs = 0
beforeEach(() => {
  nowMs = 1_000
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
})

interface Made {
  readonly config?: string
  readonly isTrusted?: boolean
  readonly eslintRuns?: boolean
  readonly answer: (asked: AskedFiles) => EslintAnswer
}

/** A folder with an ESLint configuration, and an ESLint that answers as it is told. */
async function make({ config = `import 'eslint-plugin-crash-only'\n`, isTrusted = true, eslintRuns = true, answer }: Made) {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'crash-only-who-'))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  await writeFile(join(folder, 'eslint.config.js'), config)
  const [ask, report] = [vi.fn(answer), vi.fn()]
  const who = new WhoJudges({ isTrusted: () => isTrusted, eslintRuns: () => eslintRuns, ask: async (asked) => Promise.resolve(ask(asked)), report })
  return { ask, report, judgeOf: async (name: string) => who.judgeOf(join(folder, name)) }
}

test.each([
  ['has-plugin', 'eslint'], ['left-out', 'eslint'], ['without-plugin', 'this-server'],
] as const)('a file of which ESLint says "%s" is judged by %s', async (coverage, judge) => {
  const { judgeOf } = await make({ answer: all(coverage) })
  expect(await judgeOf('a.js')).toBe(judge)
})

test('an ESLint that cannot be asked shows nothing: we judge, say so once, and ask again later', async () => {
  let answer: (asked: AskedFiles) => EslintAnswer = () => failed
  const { ask, report, judgeOf } = await make({ answer: (asked) => answer(asked) })
  expect([await judgeOf('a.js'), await judgeOf('b.js'), await judgeOf('a.js')]).toEqual(['this-server', 'this-server', 'this-server'])
  expect(ask).toHaveBeenCalledTimes(1)
  expect(report.mock.calls).toEqual([[expect.stringMatching(/^cannot ask ESLint about .*: no such package \(its files are judged here\)$/u)]])
  answer = all('has-plugin') // its packages are installed now
  nowMs += 29_000
  expect(await judgeOf('a.js')).toBe('this-server')
  nowMs += 1_000
  expect(await judgeOf('a.js')).toBe('eslint')
  expect(await judgeOf('b.js')).toBe('eslint')
})

test('one that takes half a minute to fail is asked again ten minutes later', async () => {
  const { ask, judgeOf } = await make({ answer: () => { nowMs += 30_000; return failed } })
  for (const [passMs, times] of [[0, 1], [599_000, 1], [1_000, 2]] as const) {
    nowMs += passMs
    expect(await judgeOf('a.js')).toBe('this-server')
    expect(ask).toHaveBeenCalledTimes(times)
  }
})

test('files that are opened together wait for one question, and are not asked about again', async () => {
  const { ask, judgeOf } = await make({ answer: () => failed })
  await Promise.all(['a.js', 'b.js', 'c.js'].map(judgeOf))
  expect(ask).toHaveBeenCalledTimes(1)
})

test.each([
  ['where no ESLint runs', { eslintRuns: false }, 'this-server'],
  ['where the configuration does not name the plugin', { config: 'export default []\n' }, 'this-server'],
  ['in a folder that is not trusted, where ESLint runs all the same', { isTrusted: false }, 'eslint'],
] as const)('%s nobody is asked', async (_, made, judge) => {
  const { ask, judgeOf } = await make({ answer: all('has-plugin'), ...made })
  expect(await judgeOf('a.js')).toBe(judge)
  expect(ask).not.toHaveBeenCalled()
})
