import { chmod, chown, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { configOf, makeProject, programs, runToEnd } from '../helpers/supervised-project.ts'

const command = join(import.meta.dirname, '../../extension/cli/bin/crash-only.js')
const nobody = 65_534

test.skipIf(process.getuid?.() !== 0)('a state folder that is not writable: one line, exit 100, nothing left running', async () => {
  const project = await makeProject({ 'crash-only.json': configOf({ web: ['node', join(programs, 'server.mjs')] }) })
  const home = dirname(project.folder)
  const stateHome = dirname(dirname(project.paths.state))
  await mkdir(stateHome, { recursive: true })
  await chmod(home, 0o755)
  await chmod(stateHome, 0o555)
  await chown(project.folder, nobody, nobody)
  const { code, stderr } = await runToEnd(process.execPath, [command, 'start'], { cwd: project.folder, env: project.env, uid: nobody })
  expect(stderr).toMatch(/^crash-only: cannot create .*: EACCES \(make it writable, or set XDG_STATE_HOME[^\n]*\)\n$/u)
  expect(code).toBe(100)
  expect(await project.pids()).toEqual([])
})
