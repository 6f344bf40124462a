import { expect, test } from 'vitest'

import { programEnvironment } from '../src/command-line/program-environment.ts'

test("a program finds the user's environment, and nothing of the editor's", () => {
  const users = { PATH: '/bin', NODE_ENV: 'test' }
  const editors = { VSCODE_IPC_HOOK_CLI: '/x', ELECTRON_NO_ATTACH_CONSOLE: '1', NODE_OPTIONS: '--require /x' }
  expect(programEnvironment({ ...users, ...editors })).toEqual({ ...users, ELECTRON_RUN_AS_NODE: '1' })
})
