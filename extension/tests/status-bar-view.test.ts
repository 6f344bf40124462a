import { expect, test } from 'vitest'

import type { ProjectView } from '../src/project/project-view.ts'
import type { Project } from '../supervision/src/state/project.ts'
import { statusBarView, type StatusBarView } from '../src/status-bar/status-bar-view.ts'
import { english } from './english.ts'
import { again, crashedOnce, killed, needsDb, projectOf, ready, type ShortEvent, spawned, viewAfter, webWaits } from './project-facts.ts'

const worker = (event: ShortEvent): ShortEvent => ({ ...event, name: 'worker' })

test('without anything to run there is no item', () => {
  expect(statusBarView([], english)).toBeUndefined()
  expect(statusBarView([viewAfter([], 0, { canRun: false, guard: { kind: 'none' } })], english)).toBeUndefined()
})

test('before its first start a project goes by the name of its folder', () => {
  check([viewAfter([], 0, { guard: { kind: 'none' } })], '$(circle-slash) shop stopped')
  check([viewAfter([], 0, { guard: { kind: 'none' }, isStarting: true })], '$(loading~spin) shop starting')
})

test('one program: each state has a text and an icon of its own', () => {
  check([viewAfter([spawned], 100)], '$(loading~spin) api starting')
  check([viewAfter([spawned, ready], 1_000)], '$(pulse) api up')
  check([viewAfter(crashedOnce, 61_000)], '$(pulse) api: 1 crash')
  check([viewAfter([...crashedOnce, killed, again], 61_000)], '$(sync~spin) api restarting', 'warning')
  check([viewAfter([spawned, ready, { event: 'paused', mono: 300 }], 400)], '$(debug-pause) api: watchdog paused')
  const stop: ShortEvent = { event: 'exited', mono: 400, data: { kind: 'stop' } }
  check([viewAfter([spawned, ready, stop], 500)], '$(circle-slash) api stopped')
})

test('one that waits for another says so, calmly, and gives way to what the other is in', () => {
  const waits = (...ofDb: readonly ShortEvent[]): ProjectView[] => [viewAfter(webWaits(...ofDb), 60_000, { project: needsDb })]
  check(waits(), '$(watch) web waits for db')
  check(waits(spawned), '$(loading~spin) db starting')
  check(waits(spawned, killed, { event: 'backoff', mono: 59_000, ms: 5_000 }), '$(error) db down, retry 4 s', 'error')
  const view = statusBarView(waits(spawned), english)
  expect(view?.label).toBe('db is starting. web is waiting for db.')
  expect(view?.tooltip).toContain('| web | waiting for db |  |  | 0 | 0 |')
})

test('silence is shown from half of the limit on, and a hiccup is not', () => {
  const suspect: ShortEvent = { event: 'suspect', mono: 1_000, ms: 600 }
  const project = projectOf(['api'], 6_000)
  check([viewAfter([spawned, ready, suspect], 1_100, { project })], '$(pulse) api up')
  check([viewAfter([spawned, ready, suspect], 4_500, { project })], '$(warning) api silent 4 s', 'warning')
})

test('a crash loop counts down to its next try', () => {
  const loop = [spawned, killed, { event: 'backoff', mono: 60_000, ms: 5_000 } as const]
  check([viewAfter(loop, 60_000)], '$(error) api down, retry 5 s', 'error')
  check([viewAfter(loop, 63_100)], '$(error) api down, retry 2 s', 'error')
  check([viewAfter(loop, 64_900)], '$(sync~spin) api restarting', 'warning')
})

test('a stop that was asked for raises no alarm on its way', () => {
  const stopping: readonly ShortEvent[] = [...crashedOnce, { event: 'killed', mono: 70_000 }]
  const during = (change: Partial<Project>): ProjectView[] =>
    [viewAfter(stopping, 70_010, { project: { ...projectOf(['api']), ...change } })]
  check(during({ wish: 'end' }), '$(circle-slash) api stopped')
  check(during({ stopped: ['api'] }), '$(circle-slash) api stopped')
  check(during({}), '$(sync~spin) api restarting', 'warning')
})

test('several programs: how many are up and all crashes; the one that needs attention goes first', () => {
  const both = [...crashedOnce, worker(spawned), worker(ready)]
  check([viewAfter(both, 61_000)], '$(pulse) 2/2 up: 1 crash')
  check([viewAfter([spawned, ready, worker(spawned), worker(ready)], 61_000)], '$(pulse) 2/2 up')
  check([viewAfter([...both, worker(killed)], 61_000)], '$(sync~spin) worker restarting', 'warning')
  const stopped = (event: ShortEvent): ShortEvent => ({ ...event, event: 'exited', data: { kind: 'stop' } })
  check([viewAfter([...both, worker(stopped(killed))], 61_000)], '$(pulse) 1/2 up: 1 crash')
  check([viewAfter([...both, stopped(killed), worker(stopped(killed))], 61_000)], '$(circle-slash) 2 programs stopped')
})

test('a restarter that is being raised again changes nothing; one that stays away is an error', () => {
  check([viewAfter(crashedOnce, 61_000, { guard: { kind: 'reconnecting' } })], '$(pulse) api: 1 crash')
  check([viewAfter(crashedOnce, 61_000, { guard: { kind: 'lost' } })], '$(error) Crash-Only: no supervisor', 'error')
})

test('who cannot be used says why, and shows nothing that may be long over', () => {
  const notOurs = viewAfter(crashedOnce, 61_000, { guard: { kind: 'not-ours', path: '/run/1' } })
  check([notOurs], '$(error) Crash-Only: folder of another user', 'error')
  expect(notOurs.programs).toEqual([])
  const otherVersion = viewAfter(crashedOnce, 61_000, { guard: { kind: 'other-version' } })
  check([otherVersion], '$(error) Crash-Only: another version', 'error')
  expect(statusBarView([otherVersion], english)).toMatchObject({ label: expect.stringContaining('supervises shop') as string, tooltip: expect.stringContaining('supervises shop') as string })
  check([viewAfter(crashedOnce, 61_000, { isFolderGone: true })], '$(warning) shop: folder is gone', 'warning')
  check([viewAfter(crashedOnce, 61_000, { isFolderGone: true, guard: { kind: 'none' } })], '$(circle-slash) api stopped')
})

test('screen readers hear a sentence', () => {
  const view = statusBarView([viewAfter(crashedOnce, 180_000)], english)
  expect(view?.label).toBe('api is up, 1 crash, the last one 2 min ago.')
})

test('the tooltip shows how long recovery takes, and the availability', () => {
  const view = statusBarView([viewAfter(crashedOnce, 240_200)], english)
  expect(view?.tooltip).toContain('| api | up | 4712 | 3 min | 1 | 0 | 180 ms median, 180 ms p95 | 99.92 % (2 nines) over 4 min |')
})

test('the tooltip leads to the dashboard and to the log', () => {
  const view = statusBarView([viewAfter(crashedOnce, 61_000)], english)
  expect(view?.tooltip).toMatch(/\n\n\[Open Dashboard\]\(command:crashOnly\.openDashboard\) · \[Show Log\]\(command:crashOnly\.showLog\)$/u)
})

test('the tooltip is a table in which no name can be markup', () => {
  const odd = [spawned, ready].map((event) => ({ ...event, name: 'a|b_c' }))
  const view = statusBarView([viewAfter(odd, 61_000)], english)
  expect(view?.tooltip).toContain('| a\\|b\\_c | up | 4711 | 1 min | 0 | 0 |  | 100 % (1 nine) over 1 min |')
})

function check(projects: readonly ProjectView[], text: string, background: StatusBarView['background'] = 'none'): void {
  expect(statusBarView(projects, english)).toMatchObject({ text, background })
}

test('an armed watchdog device is shown all the time; one that is not kicked any more is what matters most', () => {
  const relay = { pid: 4800, state: 'armed', target: '/dev/watchdog0 (i6300ESB timer)', kind: 'device', timeoutMs: 60_000 } as const
  check([viewAfter(crashedOnce, 61_000, { relay })], '$(pulse) api: 1 crash $(shield)')
  expect(statusBarView([viewAfter(crashedOnce, 61_000, { relay })], english)?.label).toContain('is armed: without the watchdog this computer reboots.')
  for (const state of ['starving', 'lost'] as const) {
    const dying = { relay: { ...relay, state }, guard: { kind: 'lost' } } as const
    check([viewAfter(crashedOnce, 61_000, dying)], '$(alert) this computer reboots within 60 s', 'error')
  }
  check([viewAfter(crashedOnce, 61_000, { relay: { ...relay, kind: 'file' } })], '$(pulse) api: 1 crash')
})
