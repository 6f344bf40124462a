import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { resolveProject } from '../../src/config/resolve-project.ts'

/** Lines counted from 1, each as it stands here. */
const valid = ['{', '  "processes": {', '    "web": { "command": "node web.js" },', '    "db": {', '      "command": "node db.js"', '    }', '  }', '}']

describe('what is wrong with a crash-only.json says its line', () => {
  test.each([
    ['a command that is not there', changed(5, '"command": "nodee db.js"'), 5, 'process "db": command "nodee"'],
    ['a folder that is not there', changed(5, '"command": "node db.js",\n"cwd": "nope"'), 6, 'process "db": cwd '],
    ['an unknown key', changed(5, '"command": "node db.js",\n\n"comand": "x"'), 7, 'processes.db has an unknown key'],
    ['a key that is missing', changed(5, ''), 4, 'processes.db lacks "command"'],
    ['a value that cannot be', changed(5, '"command": "x",\n"heartbeat": {\n"staleAfterMs": 1 }'), 7, 'processes.db.heartbeat.staleAfterMs must be'],
    ['an entry of a list', changed(5, '"command": "x",\n"hold": [\n3000,\n70000]'), 8, 'processes.db.hold.1 must be'],
    ['a process that is called so by nobody', changed(5, '"command": "x",\n"needs": ["wbe"]'), 6, 'processes.db.needs: no process'],
    ['a circle', changed(5, '"command": "x",\n"needs": ["db"]'), 6, '"needs" goes round in a circle'],
    ['a key that stands twice', changed(5, '"command": "x",\n"command": "y"'), 6, 'the key "command" stands twice'],
    ['a cache outside', changed(7, '},\n"caches": [\n"a",\n"../b"]'), 10, 'caches: "../b" is not inside'],
    ['a comma too many', changed(5, '"command": "x",'), 6, 'invalid JSON'],
    ['a text that ends too early', valid.slice(0, 4).join('\n'), 4, 'invalid JSON'],
    ['nothing at all', '', 1, 'invalid JSON'],
    ['a pair that cannot be one', changed(5, '"command": "sh db.sh",\n"spare": "pair"'), 6, 'processes.db.spare: a pair'],
  ])('%s', async (_what, text, line, message) => {
    await checkRefused('crash-only.json', text, `crash-only.json:${line}: ${message}`)
  })
})

test('so does what is wrong with a Procfile', async () => {
  await checkRefused('Procfile', '# two\nweb: node web.js\n\ndb: nodee db.js\n', 'Procfile:4: process "db": command "nodee"')
})

function changed(line: number, text: string): string {
  return valid.with(line - 1, text).join('\n')
}

async function checkRefused(name: string, text: string, start: string): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'co-line-')))
  onTestFinished(async () => { await rm(folder, { recursive: true, force: true }) })
  await writeFile(join(folder, name), text)
  await expect(resolveProject(folder)).rejects.toMatchObject({ message: expect.stringContaining(start) as string, exitCode: 100 })
}
