import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readTextIfThere, writeDurably } from '../../extension/supervision/src/platform/durable-file.ts'
import { openSessionFolder, type SessionFolder } from '../helpers/editor/session-folder.ts'

// A stand-in for npm, so that an installation takes as long as the test wants: only the order of steps is under test.
const fakeNpm = `#!/bin/sh
echo "$1" >> "$CALLS"
[ "$1" = ci ] || exit 0
mkdir -p node_modules/code-server/lib/vscode/extensions
echo '{ "dependencies": {} }' > node_modules/code-server/lib/vscode/package.json
sleep "$CI_SECONDS"
`

let session: SessionFolder

beforeEach(async () => {
  session = await openSessionFolder()
  await mkdir(join(session.folder, 'bin'))
  // The compilers are only looked for.
  for (const name of ['npm', 'g++', 'make', 'python3']) await addProgram(name)
})

afterEach(async () => {
  await session.remove()
})

test('an installation that is killed leaves nothing that the next one takes for complete', async () => {
  const killed = install({ ciSeconds: 600 })
  await expect.poll(async () => npmCalls(), { timeout: 30_000 }).toEqual(['ci'])
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  expect(await cacheEntries()).toEqual([expect.stringContaining('.new.')])

  expect(await exitCode(install({ ciSeconds: 0 }))).toBe(0)
  expect(await cacheEntries()).toEqual([expect.not.stringContaining('.new.')])
  expect(await npmCalls()).toEqual(['ci', 'ci', 'install', 'install', 'rebuild'])
})

test('of two installations at once one works, and the other waits for it', async () => {
  const both = [install({ ciSeconds: 1 }), install({ ciSeconds: 1 })]
  expect(await Promise.all(both.map(exitCode))).toEqual([0, 0])
  expect(await npmCalls()).toEqual(['ci', 'install', 'install', 'rebuild'])
})

async function addProgram(name: string): Promise<void> {
  const path = join(session.folder, 'bin', name)
  await writeDurably(path, fakeNpm)
  await chmod(path, 0o700)
}

function install({ ciSeconds }: { ciSeconds: number }): ChildProcess {
  const program = join(import.meta.dirname, '../helpers/editor/install-editor.ts')
  const script = `import { installEditor } from ${JSON.stringify(program)}; await installEditor(() => undefined)`
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(session.folder, 'cache'),
    PATH: `${join(session.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    CALLS: callsFile(),
    CI_SECONDS: String(ciSeconds),
  }
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { env, stdio: 'ignore' })
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit')
  return child.exitCode
}

async function npmCalls(): Promise<string[]> {
  const text = await readTextIfThere(callsFile())
  return (text ?? '').split('\n').filter((line) => line !== '')
}

async function cacheEntries(): Promise<string[]> {
  return readdir(join(session.folder, 'cache/crash-only-editor'))
}

function callsFile(): string {
  return join(session.folder, 'npm-calls')
}
