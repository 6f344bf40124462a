import { expect, test } from 'vitest'

import { decideSpare, type SpareFacts } from '../../../src/restarter/spares/spare-level.ts'

const usual: SpareFacts = { wish: 'warm', isDirect: true, isServer: true, hasPackages: true, refused: {} }

test.each<[string, Partial<SpareFacts>, string, RegExp | null]>([
  ['is warm by default', {}, 'warm', null],
  ['is hot when asked for', { wish: 'hot' }, 'hot', null],
  ['is none when asked for', { wish: 'none' }, 'none', null],
  ['of a pair is none: the second serves', { wish: 'pair' }, 'none', null],
  ['has only Node up where no package is known to load ahead', { hasPackages: false }, 'boot', null],
  ['is none behind a shell, without a word: nobody asked', { isDirect: false }, 'none', null],
  ['is none behind a shell, and says so to who asked', { wish: 'hot', isDirect: false }, 'none', /start node directly/u],
  ['of what is no server is warm, not hot', { wish: 'hot', isServer: false }, 'warm', /listens on nothing/u],
  ['goes one step less far than what was refused', { wish: 'hot', refused: { hot: 'it died' } }, 'warm', /it died/u],
  ['goes two steps less far, and says the last reason', { wish: 'hot', refused: { hot: 'it died', warm: 'too large' } }, 'boot', /too large/u],
  ['is none when all was refused', { refused: { warm: 'a', boot: 'b' } }, 'none', /b/u],
])('a spare %s', (_title, facts, level, advice) => {
  const decision = decideSpare({ ...usual, ...facts })
  expect(decision.level).toBe(level)
  if (advice === null) expect(decision.advice).toBeNull()
  else expect(decision.advice).toMatch(advice)
})
