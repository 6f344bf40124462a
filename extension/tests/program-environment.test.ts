import { expect, test } from 'vitest'

import { programEnvironment } from '../src/command-line/program-environment.ts'

test("a program finds the user's environment, and nothing of the editor's", () => {
  const own = { PATH: '/bin', NODE_ENV: 'test', VSCODE_IPC_HOOK_CLI: '/x', ELECTRON_NO_ATTACH_CONSOLE: '1', NODE_OPTIONS: '--require /x' }
  expect(programEnvironment(own)).toEqual({ PATH: '/bin', NODE_ENV: 'test', ELECTRON_RUN_AS_NODE: '1' })
})
