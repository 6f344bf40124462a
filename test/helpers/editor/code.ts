import type { Locator, Page } from 'playwright-core'

import { rowDeadlineMs, runCommand } from './window.ts'

/** What stands after lines of the open file that is no part of it, by the lines' texts. */
export async function textsAfterLines(page: Page): Promise<Record<string, string>> {
  return Object.fromEntries(await page.evaluate<[string, string][]>(textsAfter))
}

// In the page, and so texts: there is no DOM where these tests run.
const textsAfter = `[...document.querySelectorAll('.editor-instance .view-line')].flatMap((line) => {
  const after = [...line.querySelectorAll('span')].map((span) => getComputedStyle(span, '::after').content)
  const text = after.find((content) => content !== 'none' && content !== 'normal' && content !== '""')
  const unquoted = text?.replace(/^"|"$/gu, '').replaceAll('\\\\"', '"')
  return text === undefined ? [] : [[line.textContent.replaceAll('\u00a0', ' ').trim(), unquoted]]
})`
const gutterCount = `[...document.querySelectorAll('.editor-instance .glyph-margin-widgets > div')]
  .filter((sign) => getComputedStyle(sign).backgroundImage.includes('svg')).length`

/** How many signs stand beside the lines of the open file. */
export async function gutterSigns(page: Page): Promise<number> {
  return page.evaluate<number>(gutterCount)
}

/** The hover at the cursor. */
export async function openHover(page: Page): Promise<Locator> {
  await runCommand(page, 'Show or Focus Hover')
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents')
  await hover.first().waitFor({ timeout: rowDeadlineMs })
  return hover
}

/** Puts the cursor into a line by a part of its text. */
export async function clickLine(page: Page, text: string): Promise<void> {
  const line = page.locator('.editor-instance .view-line').filter({ hasText: text })
  await line.first().click({ position: { x: 60, y: 8 }, timeout: rowDeadlineMs })
}
