import { expect, test } from 'vitest'

import { dependentsOf, missingNeeds } from '../../src/restarter/start-order.ts'

const all = new Map([
  ['db', { needs: [], isReady: false }],
  ['queue', { needs: [], isReady: true }],
  ['api', { needs: ['db', 'queue'], isReady: false }],
  ['web', { needs: ['api'], isReady: false }],
])

test('it waits for what is not ready, and for nothing that is not configured', () => {
  expect(missingNeeds('api', all)).toEqual(['db'])
  expect(missingNeeds('db', all)).toEqual([])
  expect(missingNeeds('web', new Map([['web', { needs: ['gone'], isReady: false }]]))).toEqual([])
})

test('whoever needs it, also through others, depends on it; a cycle ends', () => {
  expect(dependentsOf('db', all)).toEqual(['api', 'web'])
  expect(dependentsOf('web', all)).toEqual([])
  expect(dependentsOf('a', new Map([['a', { needs: ['b'], isReady: true }], ['b', { needs: ['a'], isReady: true }]]))).toEqual(['b'])
})
