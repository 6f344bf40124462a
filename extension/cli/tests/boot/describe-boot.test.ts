import { expect, test } from 'vitest'

import type { LearnedModule, LearnedModules } from '../../../supervision/src/state/learned-modules.ts'
import { emptyHistory, newRun, type ProcessHistory } from '../../../supervision/src/state/history.ts'
import { statusOf } from '../../../supervision/src/state/status.ts'
import { bootReport } from '../../src/boot/boot-report.ts'
import { describeBoot } from '../../src/boot/describe-boot.ts'

const folder = '/home/me/shop'
const unknown = '  what it loads is not known (it is noted when a Node program that is run directly is up)'
const cold = { incarnation: 1, startedAs: 'cold', ms: 344 }
const warm = { incarnation: 2, startedAs: 'warm', ms: 37 }

test('one that started cold, with boots of earlier runs', () => {
  check({ startedAs: 'cold', boots: [cold], lastColdBootMs: 344 }, { learnedBootsMs: [300, 310, 344] }, [
    'web: started cold, and was up after 344 ms', '  last 3 boots: 300 ms, 310 ms, 344 ms', unknown,
  ])
})

test('one that was a spare', () => {
  check({ startedAs: 'warm', incarnation: 2, boots: [cold, warm], lastColdBootMs: 344 }, { learnedBootsMs: [344, 37] }, [
    'web: started from a warm spare, and was up after 37 ms', '  last 2 boots: 344 ms, 37 ms warm', unknown,
  ])
})

test('one that is not up yet, at its first start', () => {
  check({ startedAs: 'cold' }, { learnedBootsMs: [] }, ['web: started cold 1.0 s ago, and is not up yet', unknown])
})

test('one that is not up yet, after others were', () => {
  check({ startedAs: 'cold', incarnation: 2, boots: [cold], lastColdBootMs: 344 }, { learnedBootsMs: [344] }, [
    'web: started cold 1.0 s ago, and is not up yet', '  last boot: 344 ms', unknown,
  ])
})

test('one that is down right now, and one that was stopped', () => {
  check({ pid: null, state: 'backoff', boots: [cold] }, { learnedBootsMs: [344] }, ['web: backoff, it is not running just now', '  last boot: 344 ms', unknown])
  check({ pid: null, state: 'stopped' }, { learnedBootsMs: [] }, ['web: stopped', unknown])
})

test('what was learned is lost: the boots of this run are told all the same', () => {
  check({ startedAs: 'cold', boots: [cold], lastColdBootMs: 344 }, { learnedBootsMs: [] }, ['web: started cold, and was up after 344 ms', '  last boot: 344 ms', unknown])
})

test('the ten slowest, with their share of a cold boot', () => {
  const modules = Array.from({ length: 12 }, (_, n) => module(`${folder}/node_modules/p${n}/index.js`, n * 10))
  const lines = linesOf({ startedAs: 'cold', boots: [cold], lastColdBootMs: 344 }, { learnedBootsMs: [344], modules: [...modules, module('/x.mjs', null)] })
  expect(lines.slice(2, 5)).toEqual([
    '  slowest of 13 modules while it was loaded; of 1 Node does not tell the time:',
    '    what  own code  of a cold boot',
    '    p11   110.0 ms  32 %            1 module',
  ])
  expect(lines).toHaveLength(4 + 10)
})

test('nothing was measured: an older Node, or ES modules only', () => {
  const modules = [module('/a.mjs', null), module('/b.mjs', null)]
  expect(linesOf({ startedAs: 'cold', boots: [cold] }, { learnedBootsMs: [344], modules }).at(-1))
    .toBe('  it loads 2 modules; Node tells the time of CommonJS modules only, from 22.15 on')
})

test('a share needs a cold boot of this run', () => {
  const lines = linesOf({ startedAs: 'cold' }, { learnedBootsMs: [], modules: [module(`${folder}/a.js`, 5)] })
  expect(lines.at(-1)).toBe('    a.js  5.0 ms    -               1 module')
})

interface Learnt {
  readonly learnedBootsMs: readonly number[]
  readonly modules?: readonly LearnedModule[]
}

function check(change: Partial<ProcessHistory>, learnt: Learnt, lines: readonly string[]): void {
  expect(linesOf(change, learnt)).toEqual(lines)
}

function linesOf(change: Partial<ProcessHistory>, { learnedBootsMs, modules }: Learnt): string[] {
  const web: ProcessHistory = { ...newRun('web'), state: 'up', pid: 11, incarnation: 1, ...change }
  const history = emptyHistory()
  history.processes.set('web', web)
  const seen = new Map([['web', { isAlive: web.pid !== null, heartbeat: null }]])
  const [process] = statusOf({ project: folder, history, names: ['web'], nowMono: 1_000, restarterPid: 1, watchdogPid: 2, seen }).processes
  if (process === undefined) throw new Error('no web')
  const learned: LearnedModules | undefined = modules && { v: 2, key: '', modules, changedEnv: [], servesHttp: false }
  return describeBoot(process, bootReport({ process, folder, learnedBootsMs, learned }))
}

function module(path: string, selfMs: number | null): LearnedModule {
  return { path, selfMs, kind: selfMs === null ? 'esm' : 'cjs', isWarmable: true }
}
