import { describe, expect, test } from 'vitest'

import { restartDelayMs, wasHealthy } from '../../src/restarter/restart-policy.ts'

describe('restartDelayMs', () => {
  test('the first restart is immediate', () => {
    expect(restartDelayMs(1, 0.5)).toBe(0)
  })

  test.each([[2, 100], [3, 200], [4, 400], [7, 3_200]])('death %i in a row waits %i ms', (deaths, delayMs) => {
    expect(restartDelayMs(deaths, 0.5)).toBe(delayMs)
  })

  test('jitter spreads by a quarter to either side', () => {
    expect(restartDelayMs(2, 0)).toBe(75)
    expect(restartDelayMs(2, 1)).toBe(125)
  })

  test('it never waits longer than the cap, and never gives up', () => {
    expect(restartDelayMs(1_000_000, 1)).toBe(5_000)
  })
})

describe('wasHealthy', () => {
  test.each([
    ['ready for a second', { aliveMs: 1_100, readyForMs: 1_000 }, true],
    ['ready for less', { aliveMs: 1_100, readyForMs: 999 }, false],
    ['never ready, alive for long', { aliveMs: 10_000, readyForMs: null }, true],
    ['never ready, dead soon', { aliveMs: 9_999, readyForMs: null }, false],
  ])('%s: %j', (_what, life, expected) => {
    expect(wasHealthy(life)).toBe(expected)
  })
})
