import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { statusBarItem } from '../helpers/editor/window.ts'

const appearsWithinMs = 60_000
const poll = { timeout: appearsWithinMs, interval: 100 }

/** The whole text of our status bar item, as a user reads it. */
export async function checkStatusBar(page: Page, text: string | RegExp): Promise<void> {
  const item = statusBarItem(page, 'crashOnly.status')
  const expected: unknown = typeof text === 'string' ? text : expect.stringMatching(text)
  await expect.poll(async () => (await item.allInnerTexts()).join('|').trim(), poll).toEqual(expected)
}

export async function checkServes(url: string): Promise<void> {
  await expect.poll(async () => serves(url), poll).toBe(true)
}

export async function checkServesNoMore(url: string): Promise<void> {
  await expect.poll(async () => serves(url), poll).toBe(false)
}

async function serves(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    return answer.ok
  } catch {
    return false // refused, reset or silent: not served
  }
}
