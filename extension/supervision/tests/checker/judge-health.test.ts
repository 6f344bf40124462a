import { describe, expect, test } from 'vitest'

import { type Answer, firstHealth, judgeHealth, judgeMemory, littleMemory, verdictOf } from '../../src/checker/judge-health.ts'

const good: Answer = { kind: 'good' }
const bad: Answer = { kind: 'bad', why: 'GET http://127.0.0.1/: 503' }
const none: Answer = { kind: 'none', why: 'no answer within 2 s' }

describe('health', () => {
  checkHealth('before its first good answer it is pending, however often it fails', [bad, bad, bad, bad], 'pending')
  checkHealth('a good answer makes it healthy', [bad, good], 'healthy')
  checkHealth('one failure less than the limit leaves it healthy', [good, bad, none], 'healthy')
  checkHealth('as many failures in a row as the limit make it unhealthy', [good, bad, none, bad], 'unhealthy')
  checkHealth('failures that are not in a row do not add up', [good, bad, bad, good, bad, bad], 'healthy')
  checkHealth('a good answer makes an unhealthy one healthy again', [good, bad, bad, bad, good], 'healthy')

  test('one that a checker before this one knew as answering is unhealthy without another good answer', () => {
    expect(judged([bad, bad, bad], { hasAnswered: true }).state).toBe('unhealthy')
  })

  test('silence while the checker itself was late is no failure; a refusal is one all the same', () => {
    expect(judged([none, none, none], { hasAnswered: true, lateMs: 900 })).toMatchObject({ state: 'healthy', failuresInARow: 0 })
    expect(judged([bad, bad, bad], { hasAnswered: true, lateMs: 900 }).state).toBe('unhealthy')
  })
})

describe('memory', () => {
  test('three looks in a row above the limit are too much, and the text says how much', () => {
    expect(usedAt([612, 612]).complaint).toBeNull()
    expect(usedAt([612, 612, 612]).complaint).toBe('uses 612 MB, more than its limit of 512 MB')
  })

  test('a peak between is forgotten', () => {
    expect(usedAt([612, 612, 500, 612, 612]).complaint).toBeNull()
    expect(usedAt([612, 612, 612, 512]).complaint).toBeNull()
  })
})

describe('what is told', () => {
  const above = usedAt([612, 612, 612])

  test('nothing of one that has not answered yet, but its memory always', () => {
    expect(verdictOf(firstHealth({ hasAnswered: false }), littleMemory)).toBeUndefined()
    expect(verdictOf(firstHealth({ hasAnswered: false }), above)?.state).toBe('unhealthy')
  })

  test('memory outweighs a good answer; without a health check it is all there is to say', () => {
    expect(verdictOf(judged([good]), above)?.why).toContain('612 MB')
    expect(verdictOf(null, littleMemory)?.state).toBe('healthy')
  })

  test('of one that answered before, the first failure tells nothing yet', () => {
    expect(verdictOf(judged([bad], { hasAnswered: true }), littleMemory)).toBeUndefined()
  })
})

function checkHealth(title: string, answers: readonly Answer[], state: string): void {
  test(title, () => { expect(judged(answers).state).toBe(state) })
}

function judged(answers: readonly Answer[], { hasAnswered = false, lateMs = 0 } = {}) {
  return answers.reduce((health, answer) => judgeHealth(health, { answer, lateMs }, 3), firstHealth({ hasAnswered }))
}

function usedAt(looksMb: readonly number[]) {
  return looksMb.reduce((memory, usedMb) => judgeMemory(memory, usedMb, 512), littleMemory)
}
