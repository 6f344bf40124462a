import { expect, test } from 'vitest'

import { isPackageManager } from '../../src/heartbeat/package-manager.ts'

test.each([
  ['/usr/lib/node_modules/npm/bin/npm-cli.js', true], ['/usr/bin/npm', true], ['/x/pnpm.cjs', true], ['/x/yarn.js', true],
  ['/app/node_modules/.bin/tsx', true], ['/app/node_modules/tsx/dist/cli.mjs', true], ['/app/tsx/server.js', false],
  ['/app/server.js', false], ['/app/npm-server.js', false], ['/app/my-yarn.js', false], [undefined, false],
])('%j is a package manager: %j', (script, expected) => {
  expect(isPackageManager(script)).toBe(expected)
})
