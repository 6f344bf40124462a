import { describe, expect, test } from 'vitest'

import { type ProgramRow, programRows } from '../src/programs/program-rows.ts'
import { english } from './english.ts'
import { beating, crashedOnce, killed, needsDb, projectOf, ready, type ShortEvent, spawned, viewAfter, webWaits } from './project-facts.ts'

const where = { file: '/home/me/shop/src/server.js', line: 42, column: 7 }
const why = 'TypeError: x is undefined'
const thrown: ShortEvent = { event: 'exited', mono: 120_000, incarnation: 2, why, data: { where } }

test('a program shows its state, its crashes and its pid, and its details below it', () => {
  const facts = { project: projectOf(['api']), signs: beating({ api: [{}] }) }
  const rows = programRows([viewAfter(crashedOnce, 4 * 60_000 + 60_100, facts)], english)
  check(rows, [
    'api — up 4 min · 1 crash · pid 4712',
    '  Heartbeat — last less than 1 s ago, limit 2 s',
    '  Restarted — 1: 1 crash · 180 ms median, 180 ms p95',
    '  Available — 99.93 % (2 nines) over 4 min',
    '  Boot — 170 ms · 170 ms median',
    '  Last crash — killed (SIGKILL) · 4 min ago',
    '  Guarded by — restarter 4700, watchdog 4702',
  ])
})

test('a program that was never up has no availability and no boot time', () => {
  const [row] = programRows([viewAfter([spawned], 100)], english)
  expect(row?.children.map(({ label }) => label)).toEqual(['Restarted', 'Guarded by'])
  expect(row?.tooltip).toBe('api: starting · 0 crashes · pid 4711')
})

test('the tooltip of a program has the figures that its row has no room for', () => {
  const [row] = programRows([viewAfter(crashedOnce, 2 * 3_600_000 + 200)], english)
  expect(row?.tooltip).toBe([
    'api: up 1 h · 1 crash · pid 4712', 'Recovery: 180 ms median, 180 ms p95', 'Available: 99.99 % (3 nines) over 2 h',
  ].join('\n'))
})

test('nines are claimed only as far as the time is long enough for them', () => {
  const available = (nowMono: number) =>
    programRows([viewAfter([spawned, ready], nowMono)], english)[0]?.children.find(({ label }) => label === 'Available')?.description
  expect(available(3_000)).toBe('100 % over < 1 min')
  expect(available(90_200)).toBe('100 % (1 nine) over 1 min')
  expect(available(3_600_200)).toBe('100 % (3 nines) over 1 h')
})

test('a crash with a place in the code can be opened there', () => {
  const rows = programRows([viewAfter([...crashedOnce, thrown], 121_000)], english)
  const crash = rows[0]?.children.find(({ label }) => label === 'Last crash')
  expect(crash).toMatchObject({ description: `${why} · src/server.js:42 · < 1 min ago`, place: where })
})

test('a stopped program shows no pid, and cannot be crashed', () => {
  const stop: ShortEvent = { event: 'exited', mono: 120_000, data: { kind: 'stop' } }
  const [row] = programRows([viewAfter([spawned, ready, stop], 121_000, { guard: { kind: 'none' } })], english)
  expect(row).toMatchObject({ description: 'stopped', kind: 'program.stopped', icon: { id: 'circle-outline' } })
})

describe('one that waits for another', () => {
  test('says for whom, and is neither restarting nor down, however long the other is', () => {
    for (const ofDb of [[spawned], [spawned, killed, { event: 'backoff', mono: 60_000, ms: 600_000 } as const]]) {
      const [, web] = programRows([viewAfter(webWaits(...ofDb), 61_000, { project: needsDb })], english)
      expect(web).toMatchObject({ description: 'waits for db · 0 crashes', kind: 'program.running', icon: { id: 'watch' } })
      expect(detail(web, 'Waits for')).toBe('db')
    }
  })

  test('is starting once that is up, and then only needs it', () => {
    const view = (events: readonly ShortEvent[]) => programRows([viewAfter(events, 61_000, { project: needsDb })], english)[1]
    expect(view(webWaits(spawned, ready))?.description).toBe('starting · 0 crashes')
    const up = [...webWaits(spawned, ready), { ...spawned, name: 'web' }, { ...ready, name: 'web' }]
    expect(detail(view(up), 'Needs')).toBe('db')
  })
})

describe('the heartbeat', () => {
  const upAt = 121_000
  test.each([
    { what: 'one on time needs no exact age', beat: {}, text: 'last less than 1 s ago, limit 2 s' },
    { what: 'one that is late is counted', beat: { ageMs: 4_300 }, text: 'last 4 s ago, limit 2 s' },
    { what: 'of several that are judged the stalest counts', beat: { ageMs: 1_200 }, text: 'last 1 s ago, limit 2 s' },
  ])('$what', ({ beat, text }) => {
    const [row] = programRows([viewAfter(crashedOnce, upAt, { project: projectOf(['api']), signs: beating({ api: [{}, beat] }) })], english)
    expect(detail(row, 'Heartbeat')).toBe(text)
  })

  test('one that beats at its own pace may take its time', () => {
    const facts = { project: projectOf(['api'], 60_000), signs: beating({ api: [{ pid: null, script: '', ageMs: 40_000 }] }) }
    const [row] = programRows([viewAfter(crashedOnce, upAt, facts)], english)
    expect(detail(row, 'Heartbeat')).toBe('last less than 45 s ago, limit 1 min')
  })

  test('at a breakpoint its age is told in minutes, for nobody counts it', () => {
    const paused: ShortEvent = { event: 'paused', mono: 61_000, incarnation: 2 }
    const facts = { project: projectOf(['api']), signs: beating({ api: [{ ageMs: 59_000 }] }) }
    const [row] = programRows([viewAfter([...crashedOnce, paused], upAt, facts)], english)
    expect(detail(row, 'Heartbeat')).toBe('last < 1 min ago, limit 2 s')
  })

  test('while it is restarted only its limit is known; of one that never beat, that hangs cannot be seen', () => {
    const facts = { project: projectOf(['api']), signs: beating({ api: [] }, { beating: new Set(['api']) }) }
    const [dead] = programRows([viewAfter([...crashedOnce, { ...killed, incarnation: 2 }], 61_000, facts)], english)
    expect(detail(dead, 'Heartbeat')).toBe('limit 2 s')
    const mute = { project: projectOf(['api']), signs: beating({ api: [] }) }
    const rowAt = (nowMono: number) => programRows([viewAfter([spawned, ready], nowMono, mute)], english)[0]
    expect(detail(rowAt(9_000), 'Heartbeat')).toBeUndefined()
    expect(detail(rowAt(11_000), 'Heartbeat')).toBe('never beat, so hangs cannot be seen')
  })

  test('where several processes of a program beat, it says which are judged', () => {
    const helper = { pid: 4800, script: '/usr/lib/node_modules/npm/bin/npm-cli.js', isJudged: false }
    const facts = { project: projectOf(['api']), signs: beating({ api: [{}, helper] }) }
    const [row] = programRows([viewAfter(crashedOnce, upAt, facts)], english)
    expect(detail(row, 'Judged by')).toBe('server.js (4712), not by npm-cli.js (4800)')
  })

  test('one that beats in a file of its own is judged by that', () => {
    const facts = { project: projectOf(['api']), signs: beating({ api: [{ pid: null, script: '' }, { isJudged: false }] }) }
    const [row] = programRows([viewAfter(crashedOnce, upAt, facts)], english)
    expect(detail(row, 'Judged by')).toBe('its own heartbeat file, not by server.js (4712)')
  })
})

test('what stands by, what is held and what is not as it should be have rows; one that was given up says so', () => {
  const held = [{ host: '127.0.0.1', port: 3000 }, { host: '::1', port: 3000 }, { host: '/run/shop.sock', port: null }]
  const known = [{ name: 'api', spare: { level: 'warm', pid: 4713 }, held, advice: 'port 3001 is in use by nginx (812)' }]
  const flag = { v: 1, name: 'api', incarnation: 2, kind: 'crash-loop', why: '5 deaths in 30 s', raisedMono: 1, silentSinceMono: 1 } as const
  const rowOf = (isGivenUp: boolean) => {
    const facts = { project: projectOf(['api']), known, signs: beating({}, { flags: [{ ...flag, isGivenUp }] }) }
    return programRows([viewAfter(crashedOnce, 121_000, facts)], english)[0]
  }
  expect(detail(rowOf(false), 'Spare')).toBe('warm · pid 4713')
  expect(detail(rowOf(false), 'Held sockets')).toBe('127.0.0.1:3000, [::1]:3000, /run/shop.sock')
  expect(detail(rowOf(false), 'Advice')).toBe('port 3001 is in use by nginx (812)')
  expect(detail(rowOf(false), 'Problem')).toBe('does not come up: 5 deaths in 30 s (being remedied)')
  expect(detail(rowOf(true), 'Given up')).toMatch(/^does not come up: 5 deaths in 30 s \(nothing helped: look at it/u)
})

test('a supervisor that is supervised is told as the command tells it', () => {
  const project = projectOf(['api'])
  const processes = project.processes.map((spec) => ({ ...spec, command: 'nodemon server.js' }))
  const [row] = programRows([viewAfter(crashedOnce, 121_000, { project: { ...project, processes } })], english)
  expect(detail(row, 'Advice')).toBe('two supervisors fight: nodemon restarts the program, too (use instead: node server.js)')
})

test('of one that does not run none of that is told', () => {
  const known = [{ name: 'api', spare: { level: 'warm', pid: 4713 }, held: [], advice: 'something' }]
  const facts = { project: projectOf(['api']), known, signs: beating({ api: [{}] }), guard: { kind: 'none' } } as const
  const [row] = programRows([viewAfter(crashedOnce, 121_000, facts)], english)
  expect(row?.children.map(({ label }) => label)).toEqual(['Restarted', 'Available', 'Boot', 'Last crash', 'Guarded by'])
})

describe('programs are called', () => {
  const none = { kind: 'none' } as const
  const names = (facts: Parameters<typeof viewAfter>[2], events = crashedOnce) => viewAfter(events, 121_000, facts).programs.map(({ name }) => name)

  test('as what runs, also where the configuration was changed and is not applied', () => {
    expect(names({ project: projectOf(['api']), configured: ['web'] })).toEqual(['api'])
  })

  test('while nothing runs as what would be started: what was taken out does not come back as stopped', () => {
    expect(names({ project: projectOf(['api']), configured: ['web', 'db'], guard: none })).toEqual(['web', 'db'])
    expect(names({ configured: ['web'], guard: none })).toEqual(['web'])
    expect(names({ project: projectOf(['api', 'old']), guard: none })).toEqual(['api', 'old'])
  })

  test('before the first start not at all', () => {
    expect(names({ configured: ['web'], guard: none }, [])).toEqual([])
  })
})

test('beside another project one that never ran has a row of its own, with Start; by itself it has none', () => {
  const shop = viewAfter(crashedOnce, 61_000)
  const bank = { folder: { name: 'bank', path: '/home/me/bank' }, guard: { kind: 'none' } } as const
  const rows = programRows([shop, viewAfter([], 61_000, bank)], english)
  expect(rows[1]).toMatchObject({ label: 'bank', description: 'not started', kind: 'project.stopped', folderPath: '/home/me/bank', children: [] })
  expect(programRows([shop, viewAfter([], 61_000, { ...bank, isStarting: true })], english)[1]).toMatchObject({ description: 'starting', kind: 'project.running' })
  expect(programRows([viewAfter([], 61_000, bank)], english)).toEqual([])
  const [, running] = programRows([shop, viewAfter([spawned], 61_000, bank)], english)
  // Another row for the editor, which would else show it folded.
  expect(running?.id).not.toBe(rows[1]?.id)
  expect(running?.isOpen).toBe(true)
})

test('folders are a level only where there are several projects', () => {
  const shop = viewAfter(crashedOnce, 61_000)
  const bank = viewAfter([spawned, ready], 61_000, { folder: { name: 'bank', path: '/home/me/bank' } })
  const idle = viewAfter([], 61_000, { folder: { name: 'docs', path: '/home/me/docs' }, canRun: false })
  expect(programRows([shop, idle], english).map(({ label }) => label)).toEqual(['api'])
  const rows = programRows([shop, bank, idle], english)
  expect(rows.map(({ label, description, kind }) => [label, description, kind])).toEqual([
    ['shop', '1/1 up', 'project.running'],
    ['bank', '1/1 up', 'project.running'],
  ])
  expect(rows[1]?.children[0]).toMatchObject({ label: 'api', folderPath: '/home/me/bank', program: 'api' })
})

test('a program that waits for its next try is not up, and can be stopped', () => {
  const loop: readonly ShortEvent[] = [...crashedOnce, { event: 'backoff', mono: 60_000, ms: 5_000 }]
  const rows = programRows([viewAfter(loop, 60_200), viewAfter(crashedOnce, 61_000)], english)
  expect(rows[0]).toMatchObject({ description: '0/1 up', kind: 'project.running' })
  const [program] = rows[0]?.children ?? []
  expect(program).toMatchObject({ description: 'down, retry 5 s · 1 crash · pid 4712', kind: 'program.running' })
})

test('what is in the configuration is shown in its order; what was taken out of it is not', () => {
  const old = [spawned, ready].map((event) => ({ ...event, name: 'old' }))
  const project = projectOf(['web', 'api'])
  const rows = programRows([viewAfter([...old, ...crashedOnce], 61_000, { project })], english)
  expect(rows.map(({ label }) => label)).toEqual(['web', 'api'])
})

test('an id stays the same from one showing to the next, and is the only one of its kind', () => {
  const ids = (nowMono: number) => flat(programRows([viewAfter(crashedOnce, nowMono)], english)).map(({ id }) => id)
  expect(ids(61_000)).toEqual(ids(600_000))
  expect(new Set(ids(61_000)).size).toBe(ids(61_000).length)
})

test('every row has a sentence for screen readers that says what it belongs to', () => {
  const rows = flat(programRows([viewAfter(crashedOnce, 61_000)], english))
  const labels = rows.map(({ accessibleLabel }) => accessibleLabel)
  expect(labels).toContain('api: up < 1 min · 1 crash · pid 4712')
  expect(labels).toContain('api, Guarded by: restarter 4700, watchdog 4702')
})

function detail(row: ProgramRow | undefined, label: string): string | undefined {
  return row?.children.find((child) => child.label === label)?.description
}

function check(rows: readonly ProgramRow[], lines: readonly string[]): void {
  const line = ({ label, description }: ProgramRow): string => `${label} — ${description}`
  expect(rows.flatMap((row) => [line(row), ...row.children.map((child) => `  ${line(child)}`)])).toEqual(lines)
}

function flat(rows: readonly ProgramRow[]): ProgramRow[] {
  return rows.flatMap((row) => [row, ...flat(row.children)])
}
