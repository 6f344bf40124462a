import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { beforeAll, afterAll, describe, expect, test } from 'vitest'

import { readConfigFile } from '../../src/config/read-config-file.ts'
import schema from '../../src/config/crash-only.schema.json' with { type: 'json' }

let folder = ''
beforeAll(async () => {
  folder = join(await realpath(await mkdtemp(join(tmpdir(), 'co-config-'))), 'project')
  await mkdir(join(folder, 'var/cache'), { recursive: true })
  await mkdir(join(folder, '../elsewhere'))
  await symlink('var/cache', join(folder, 'linked'))
  await symlink('../elsewhere', join(folder, 'out'))
})
afterAll(async () => { await rm(join(folder, '..'), { recursive: true, force: true }) })

describe('a configuration that is not valid is one line that says where, what, and what to do', () => {
  test.each([
    ['{"processes":{"web":{"comand":"x"}}}', 'processes.web has an unknown key "comand" (did you mean "command"?)'],
    ['{"processes":{"web":{"command":"x"}},"cashes":[]}', 'the file has an unknown key "cashes" (did you mean "caches"?)'],
    ['{"processes":{"web":{"command":"x","zzz":1}}}', 'processes.web has an unknown key "zzz" (there is: command, cwd, env, needs, '],
    [web({ heartbeat: { staleAfter: 1 } }), 'processes.web.heartbeat has an unknown key "staleAfter" (did you mean "staleAfterMs"?)'],
    [web({ heartbeat: { from: 'sytemd' } }), 'processes.web.heartbeat.from cannot be "sytemd" (did you mean "systemd"?)'],
    [web({ heartbeat: { staleAfterMs: 0 } }), 'processes.web.heartbeat.staleAfterMs must be >= 500 (correct it)'],
    [web({ maxAgeMs: 0 }), 'processes.web.maxAgeMs must be >= 1000 (correct it)'],
    [web({ maxMemoryMb: 0 }), 'processes.web.maxMemoryMb must be >= 1 (correct it)'],
    [web({ hold: [0] }), 'processes.web.hold.0 must be >= 1 (correct it)'],
    [web({ hold: [65536] }), 'processes.web.hold.0 must be <= 65535 (correct it)'],
    [web({ hold: ['127.0.0.1:65536'] }), 'processes.web.hold.0: 65536 is no port (1 to 65535)'],
    [web({ hold: [3000, 'app'] }), 'processes.web.hold.1: "app" is neither of these: a port (3000), "host:port", "[::1]:port" or the path'],
    [web({ hold: ['[localhost]:3000'] }), 'processes.web.hold.0: "localhost" is no IPv6 address (others stand without brackets)'],
    [web({ hold: [`./${'x'.repeat(108)}`] }), `processes.web.hold.0: ${'x'.repeat(108)} is longer than a socket's path can be (107 bytes; choose another)`],
    [web({ hold: [true] }), 'processes.web.hold.0 must be '],
    [web({ hold: [3000, 3000] }), 'processes.web.hold names 3000 twice (remove one)'],
    [web({ hold: [3000, '3000'] }), 'processes.web.hold names *:3000 twice (remove one of them)'],
    [web({ hold: [3000, '127.0.0.1:3000'] }), 'processes.web.hold names 127.0.0.1:3000, which is within *:3000, twice (remove one of them)'],
    [two({ a: [3000], b: ['3000'] }), 'processes.b.hold names *:3000 and is held for "a" already (remove one of them)'],
    [two({ a: ['./app.sock'], b: ['app/../app.sock'] }), 'processes.b.hold names app.sock and is held for "a" already (remove one of them)'],
    [web({ health: { tcp: '127.0.0.1:80', failuresMax: 0 } }), 'processes.web.health.failuresMax must be >= 1 (correct it)'],
    [web({ health: { tcp: '127.0.0.1:80', everyMs: 0 } }), 'processes.web.health.everyMs must be >= 100 (correct it)'],
    [web({ health: { tcp: '127.0.0.1:80', timeoutMs: 0 } }), 'processes.web.health.timeoutMs must be >= 50 (correct it)'],
    [web({ health: {} }), 'processes.web.health asks one question: give exactly one of "http", "tcp", "command"'],
    [web({ health: { http: 'http://127.0.0.1', tcp: 'localhost:1' } }), 'processes.web.health asks one question: give exactly one'],
    [web({ health: { http: 'http://example.com/' } }), 'processes.web.health.http: example.com is not this machine (only 127.0.0.0/8'],
    [web({ health: { http: 'http://10.0.0.1/' } }), 'processes.web.health.http: 10.0.0.1 is not this machine'],
    [web({ health: { http: 'http://127.0.0.1.example.com/' } }), 'processes.web.health.http: 127.0.0.1.example.com is not this machine'],
    [web({ health: { http: 'file:///etc/passwd' } }), 'processes.web.health.http: "file:///etc/passwd" is no URL (give one such as'],
    [web({ health: { tcp: '0.0.0.0:80' } }), 'processes.web.health.tcp: 0.0.0.0 is not this machine'],
    [web({ health: { tcp: '127.0.0.1' } }), 'processes.web.health.tcp: "127.0.0.1" is not of the form host:port'],
    [web({ health: { tcp: 'localhost:70000' } }), 'processes.web.health.tcp: "localhost:70000" is not of the form host:port'],
    [web({ needs: ['web'] }), '"needs" goes round in a circle: web -> web (remove one of them)'],
    [needs({ web: ['db'], db: ['web'] }), '"needs" goes round in a circle: web -> db -> web (remove one of them)'],
    [needs({ a: ['b'], b: ['c', 'd'], c: [], d: ['b'] }), '"needs" goes round in a circle: b -> d -> b'],
    [needs({ web: ['dbb'], db: [] }), 'processes.web.needs: no process is called "dbb" (did you mean "db"?)'],
    [web({ needs: ['x', 'x'] }), 'processes.web.needs names "x" twice (remove one)'],
    [all({ caches: ['/tmp'] }), 'caches: "/tmp" is not relative to the project\'s folder'],
    [all({ caches: ['../elsewhere'] }), 'caches: "../elsewhere" is not inside the project\'s folder'],
    [all({ caches: ['out/deep/new'] }), 'caches: "out/deep/new" is not inside the project\'s folder'],
    [all({ caches: ['.'] }), 'caches: "." is not inside the project\'s folder'],
    [all({ caches: ['var/..'] }), 'caches: "var/.." is not inside the project\'s folder'],
    [all({ escalation: ['restart', 'restart'] }), 'escalation names "restart" twice (remove one)'],
    [all({ escalation: ['give-up', 'restart'] }), 'escalation: "give-up" comes last (nothing is tried after it)'],
    [all({ escalation: ['restrat'] }), 'escalation.0 cannot be "restrat" (did you mean "restart"?)'],
    [all({ escalation: ['pray'] }), 'escalation.0 cannot be "pray" (there is: restart, clear-caches, restart-all, give-up)'],
    [all({ escalation: [] }), 'escalation must NOT have fewer than 1 items (correct it)'],
    ['{"processes":{"web":{"command":"a","command":"b"}}}', 'the key "command" stands twice in one object (remove one)'],
    ['{"processes":{"a":{"command":"x"},"\\u0061":{"command":"y"}}}', 'the key "a" stands twice in one object'],
    ['{"processes":{"a b":{"command":"x"}}}', 'processes cannot have "a b": a process name has letters, digits, - and _ only'],
    [web({ env: { 'A=B': 'x' } }), 'processes.web.env cannot have "A=B": not a variable\'s name (rename it)'],
    ['{}', 'the file lacks "processes" (add it)'],
    ['[]', 'the file must be object (correct it)'],
    ['{"processes":{}}', 'processes must NOT have fewer than 1 properties (correct it)'],
    ['{"processes":', 'invalid JSON: '],
  ])('%s', async (text, message) => {
    const failure = await read(text).then(() => undefined, (error: unknown) => error as Error & { exitCode: number })
    expect(failure?.message.replaceAll(`${folder}/`, '')).toContain(`crash-only.json: ${message}`)
    expect(failure?.exitCode).toBe(100)
  })
})

describe('a configuration that is valid', () => {
  test.each(schema.examples.map((example) => [JSON.stringify(example), example] as const))('an example of the schema: %s', async (text, example) => {
    const found = await read(text)
    expect(found.processes.map(({ name }) => name)).toEqual(Object.keys(example.processes))
  })

  test('every default is filled in, and it is the one that the schema tells', async () => {
    const { processes: [spec], caches, escalation } = await read(web({ health: { tcp: 'localhost:5432' } }))
    const { process, heartbeat, health } = schema.definitions
    expect(spec).toEqual({
      name: 'web', command: 'x', cwd: folder, env: process.properties.env.default, needs: process.properties.needs.default,
      restartWithNeeds: process.properties.restartWithNeeds.default, critical: process.properties.critical.default,
      heartbeat: {
        staleAfterMs: heartbeat.properties.staleAfterMs.default, from: heartbeat.properties.from.default, judge: null,
        stack: heartbeat.properties.stack.default,
      },
      health: {
        kind: 'tcp', host: 'localhost', port: 5432, everyMs: health.properties.everyMs.default,
        timeoutMs: health.properties.timeoutMs.default, failuresMax: health.properties.failuresMax.default,
      },
      maxAgeMs: null, maxMemoryMb: null, hold: process.properties.hold.default,
      spare: process.properties.spare.default, twinOf: null,
    })
    expect({ caches, escalation }).toEqual({ caches: schema.properties.caches.default, escalation: schema.properties.escalation.default })
  })

  test.each([
    ['http://127.0.0.1:3000/healthz', 'http://127.0.0.1:3000/healthz'],
    ['http://[::1]:3000', 'http://[::1]:3000/'],
    ['http://LOCALHOST/a?b', 'http://localhost/a?b'],
    ['http://127.9.9.9/', 'http://127.9.9.9/'],
  ])('the health URL %s is on this machine', async (http, url) => {
    const { processes: [spec] } = await read(web({ health: { http } }))
    expect(spec?.health).toMatchObject({ kind: 'http', url })
  })

  test.each([
    [3000, { kind: 'tcp', host: null, port: 3000 }], ['3000', { kind: 'tcp', host: null, port: 3000 }],
    ['127.0.0.1:3001', { kind: 'tcp', host: '127.0.0.1', port: 3001 }], ['[::1]:3002', { kind: 'tcp', host: '::1', port: 3002 }],
    ['localhost:80', { kind: 'tcp', host: 'localhost', port: 80 }], ['/run/app.sock', { kind: 'unix', path: '/run/app.sock' }],
  ])('hold: %j', async (entry, wanted) => {
    const { processes: [spec] } = await read(web({ hold: [entry] }))
    expect(spec?.hold).toEqual([wanted])
  })

  test('the same port on other addresses is another socket; a path is relative to the working directory', async () => {
    const { processes: [spec] } = await read(web({ cwd: 'var', hold: ['127.0.0.1:3000', '[::1]:3000', './app.sock'] }))
    expect(spec?.hold).toMatchObject([{ host: '127.0.0.1' }, { host: '::1' }, { path: join(folder, 'var/app.sock') }])
  })

  test('caches are real paths inside the folder, whether they are there yet or not', async () => {
    const { caches } = await read(all({ caches: ['var/cache', 'linked', 'not/yet', './a'] }))
    expect(caches).toEqual(['var/cache', 'var/cache', 'not/yet', 'a'].map((path) => join(folder, path)))
  })

  test('two strings that look like keys are none', async () => {
    await expect(read(web({ env: { A: '{"a":1,"a":2}', B: '"x": "x":' } }))).resolves.toBeDefined()
  })
})

async function read(text: string) {
  return readConfigFile(text, join(folder, 'crash-only.json'), folder)
}

function web(keys: object): string {
  return JSON.stringify({ processes: { web: { command: 'x', ...keys } } })
}

function two(holds: Readonly<Record<string, readonly unknown[]>>): string {
  const processes = Object.entries(holds).map(([name, hold]) => [name, { command: 'x', hold }])
  return JSON.stringify({ processes: Object.fromEntries(processes) as unknown })
}

function all(keys: object): string {
  return JSON.stringify({ processes: { web: { command: 'x' } }, ...keys })
}

function needs(of: Readonly<Record<string, readonly string[]>>): string {
  const processes = Object.entries(of).map(([name, needed]) => [name, { command: 'x', needs: needed }])
  return JSON.stringify({ processes: Object.fromEntries(processes) as unknown })
}
