import { describe, expect, test } from 'vitest'

import type { LearnedModule } from '../../../supervision/src/state/learned-modules.ts'
import { loadTimes } from '../../src/boot/load-times.ts'

const folder = '/home/me/shop'

describe('what a module belongs to', () => {
  test.each([
    ['/home/me/shop/node_modules/express/lib/router/index.js', 'express'],
    ['/home/me/shop/node_modules/@fastify/ajv-compiler/index.js', '@fastify/ajv-compiler'],
    ['/home/me/shop/node_modules/express/node_modules/debug/src/node.js', 'debug in express'],
    ['/home/me/shop/node_modules/@a/b/node_modules/@c/d/x.js', '@c/d in @a/b'],
    ['/home/me/shop/node_modules/a/node_modules/b/node_modules/c/x.js', 'c in a, b'],
    ['/home/me/shop/node_modules/.pnpm/express@4.18.2/node_modules/express/index.js', 'express'],
    ['/home/me/shop/node_modules/.pnpm/node_modules/debug/index.js', 'debug'],
    ['/usr/lib/node_modules/tool/index.js', 'tool'],
    ['/home/me/shop/src/server.js', 'src/server.js'],
    ['/home/me/shop/node_modules.js', 'node_modules.js'],
    ['/home/me/shared/lib.js', '/home/me/shared/lib.js'],
    ['/home/me/shop/..odd/lib.js', '..odd/lib.js'],
  ])('%s: %s', (path, what) => {
    expect(loadTimes([module(path, 1)], folder)).toEqual([{ what, modules: 1, selfMs: 1 }])
  })
})

test('the modules of a package are added up, the slowest comes first, and what was not measured is left out', () => {
  const at = (path: string): string => `${folder}/node_modules/${path}`
  const modules = [
    module(at('a/1.js'), 1.1), module(`${folder}/own.js`, 3), module(at('a/2.js'), 2.2), module(at('esm/x.mjs'), null), module(at('b/x.js'), 0),
  ]
  expect(loadTimes(modules, folder)).toEqual([
    { what: 'a', modules: 2, selfMs: 3.3 }, { what: 'own.js', modules: 1, selfMs: 3 }, { what: 'b', modules: 1, selfMs: 0 },
  ])
})

function module(path: string, selfMs: number | null): LearnedModule {
  return { path, selfMs, kind: selfMs === null ? 'esm' : 'cjs', isWarmable: true }
}
