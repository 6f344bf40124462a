import { expect, test } from 'vitest'

import { roleEnvironment } from '../../src/platform/role-node.ts'
import { withoutRoleEnvironment } from '../../src/restarter/without-role-environment.ts'

test.each([
  ['nothing of it set', {}],
  ['one of them set by the user', { MALLOC_ARENA_MAX: '4' }],
  ['one of them set to nothing', { MALLOC_TOP_PAD_: '' }],
])('a program gets the environment as the user had it: %s', (_, users) => {
  const before = { PATH: '/bin', ...users }
  const role = roleEnvironment(before)
  expect(role).toMatchObject({ PATH: '/bin', MALLOC_ARENA_MAX: '1' })
  expect(roleEnvironment(role)).toEqual(role) // a role raises the other one
  expect(withoutRoleEnvironment(role)).toEqual(before)
  expect(withoutRoleEnvironment(before)).toEqual(before)
})
