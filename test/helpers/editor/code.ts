import type { Locator, Page } from 'playwright-core'

import { rowDeadlineMs, runCommand } from './window.ts'

/** What stands after lines of the open file that is no part of it, by the lines' texts. */
export async function textsAfterLines(page: Page): Promise<Record<string, string>> {
  const found = await page.locator('.editor-instance .view-line').evaluateAll((lines) => lines.flatMap((line) => {
    const after = [...line.querySelectorAll('span')].map((span) => getComputedStyle(span, '::after').content)
    const text = after.find((content) => content !== 'none' && content !== 'normal' && content !== '""')
    return text === undefined ? [] : [[line.textContent.replaceAll('\u00a0', ' ').trim(), text.replace(/^"|"$/gu, '').replaceAll('\\"', '"')]]
  }))
  return Object.fromEntries(found) as Record<string, string>
}

/** How many signs stand beside the lines of the open file. */
export async function gutterSigns(page: Page): Promise<number> {
  return page.locator('.editor-instance .glyph-margin-widgets > div').evaluateAll((signs) =>
    signs.filter((sign) => getComputedStyle(sign).backgroundImage.includes('svg')).length)
}

/** The hover at the cursor. */
export async function openHover(page: Page): Promise<Locator> {
  await runCommand(page, 'Show or Focus Hover')
  const hover = page.locator('.monaco-hover:not(.hidden) .hover-contents')
  await hover.first().waitFor({ timeout: rowDeadlineMs })
  return hover
}

/** Puts the cursor into a line, counted from 1, by its text. */
export async function clickLine(page: Page, text: string): Promise<void> {
  await page.locator('.editor-instance .view-line').filter({ hasText: text }).first().click({ position: { x: 60, y: 8 }, timeout: rowDeadlineMs })
}
