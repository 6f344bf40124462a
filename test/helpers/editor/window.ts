import type { Browser, Locator, Page } from 'playwright-core'

import { addressOf, type Opening } from './editor-address.ts'
import type { Editor } from './start-editor.ts'
import { writeInto } from './write-into.ts'

/** A loaded machine needs 20 s from the page to the first status bar item of an extension. */
const workbenchDeadlineMs = 60_000
const foldersDeadlineMs = 15_000
export const rowDeadlineMs = 30_000
/** What is not there by then was not known when the list was opened; it is opened again. */
const paletteDeadlineMs = 6_000
const triesMax = 10
const clickDeadlineMs = 5_000
const size = { width: 1280, height: 800 }

/** A window of the editor, as a new user would see it: nothing remembered from another window. */
export async function openWindow(browser: Browser, editor: Editor, opening: Opening): Promise<Page> {
  const { language } = opening
  const context = await browser.newContext({ viewport: size, ...(language !== undefined && { locale: language }) })
  const page = await context.newPage()
  if (language !== undefined) await page.addInitScript(displayIn, language)
  await page.goto(addressOf(editor, opening))
  await waitForWorkbench(page)
  if (opening.folder?.endsWith('.code-workspace') === true) await waitForFolders(page)
  return page
}

/**
 * The editor may take a workspace for an empty one, in a window that remembers none: it reads the file late, and may miss that it has
 * (code-server 4.139, one window of four on a busy machine). A reader reloads the window; so do we.
 */
async function waitForFolders(page: Page): Promise<void> {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: foldersDeadlineMs })
      return
    } catch (error) {
      if (triesLeft === 0) throw error
      await reloadWindow(page)
    }
  }
}

/**
 * As a language pack would. VS Code's own texts stay English, for there is no pack here; extensions are told the language, and bring
 * their own.
 */
function displayIn(language: string): void {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language })
}

/** The same as "Developer: Reload Window": the extension host ends, and a new one starts. */
export async function reloadWindow(page: Page): Promise<void> {
  await page.reload()
  await waitForWorkbench(page)
}

async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: workbenchDeadlineMs })
}

/**
 * Runs a command of the palette by its whole title, for instance `Crash-Only: Crash Now`. The palette closes when
 * anything else takes the focus; a row that was not clicked did nothing, so it is opened again.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  for (let triesLeft = triesMax; ; triesLeft -= 1) {
    try {
      await runCommandOnce(page, title)
      return
    } catch (error) {
      if (triesLeft === 0) throw error
      await page.keyboard.press('Escape')
    }
  }
}

async function runCommandOnce(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1')
  const input = page.locator('.quick-input-widget .quick-input-box input')
  await input.waitFor({ timeout: paletteDeadlineMs })
  await writeInto(input, `>${title}`, paletteDeadlineMs)
  await chooseRow(page, title, paletteDeadlineMs)
}

/** Clicks one row of the open quick pick. Never Enter: before the row is there, quick open swallows it. */
export async function chooseRow(page: Page, label: string, deadlineMs = rowDeadlineMs): Promise<void> {
  await rowNamed(page, label).first().click({ timeout: deadlineMs })
}

function rowNamed(page: Page, label: string): Locator {
  return page.locator('.quick-input-list .monaco-list-row').filter({ has: page.getByText(label, { exact: true }) })
}

/** Runs a command that offers a list, and chooses from that. */
export async function runCommandAndChoose(page: Page, title: string, label: string): Promise<void> {
  await runAndClick(page, title, rowNamed(page, label))
}

/** Chooses what the light bulb offers at the cursor. */
export async function chooseQuickFix(page: Page, title: string | RegExp): Promise<void> {
  await runAndClick(page, 'Quick Fix...', page.locator('.action-widget .monaco-list-row').filter({ hasText: title }))
}

/**
 * The list that a command opens closes when anything else takes the focus, as the editor does at a breakpoint, and when the text is
 * judged anew; it is asked for again then.
 */
async function runAndClick(page: Page, title: string, row: Locator): Promise<void> {
  for (let triesLeft = 4; ; triesLeft -= 1) {
    await runCommand(page, title)
    try {
      await row.first().click({ timeout: paletteDeadlineMs })
      return
    } catch (error) {
      if (triesLeft === 0) throw error
      await page.keyboard.press('Escape')
    }
  }
}

/** A status bar item by the id that its extension gave it; the editor puts the name of the extension before it. */
export function statusBarItem(page: Page, id: string): Locator {
  return page.locator(`.statusbar-item[id$=".${id}"]`)
}

/** Rows of the view that is open in the side bar. */
export function treeItems(page: Page): Locator {
  return page.locator('.part.sidebar [role=treeitem]')
}

/** Shows the details of one row. A click is lost when the rows are drawn anew between its two halves; it is made again then. */
export async function expandTreeItem(page: Page, label: string): Promise<void> {
  const row = treeItems(page).filter({ has: page.getByText(label, { exact: true }) })
  const expanded = row.and(page.locator('[aria-expanded=true]'))
  for (const deadline = Date.now() + rowDeadlineMs; ;) {
    await row.first().click({ timeout: rowDeadlineMs })
    try {
      await expanded.waitFor({ timeout: clickDeadlineMs })
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

/** Presses a button of a row, which it shows while the mouse is over it. Rows may be drawn anew under the mouse; it is tried again then. */
export async function pressInRow(page: Page, label: string, button: string): Promise<void> {
  const row = treeItems(page).filter({ has: page.getByText(label, { exact: true }) }).first()
  for (const deadline = Date.now() + rowDeadlineMs; ;) {
    try {
      await row.hover({ timeout: clickDeadlineMs })
      await row.getByRole('button', { name: button }).first().click({ timeout: clickDeadlineMs })
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

/** By the mouse, as a reader does: there is no setting for it. */
export async function widenSideBar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox()
  if (box === null) throw new Error('editor: the side bar is not visible')
  const [x, y] = [box.x + box.width, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 100, y, { steps: 5 })
  await page.mouse.up()
}

/** Opens a view container by its title in the activity bar. */
export async function openViewContainer(page: Page, title: string): Promise<void> {
  // The whole item: a badge may lie over its icon.
  const item = page.locator('.activitybar .action-item').filter({ has: page.getByLabel(title) })
  await item.first().click({ timeout: rowDeadlineMs })
}

/** Rows of the Problems view. It is focused, not toggled: toggling would close an open one. */
export async function problemRows(page: Page): Promise<Locator> {
  await runCommand(page, 'Problems: Focus on Problems View')
  return page.locator('[id="workbench.panel.markers"] .monaco-list-row')
}

/** Toasts: our rule is to show none as long as the user need not act. */
export async function notificationTexts(page: Page): Promise<string[]> {
  return page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts()
}

/** Presses a button of the message that is shown. */
export async function answerNotification(page: Page, button: string): Promise<void> {
  await page.mouse.move(0, 0) // a hover of another message may lie over it
  await page.locator('.notifications-toasts').getByRole('button', { name: button, exact: true }).first().click({ timeout: rowDeadlineMs })
}

/** What the reader of the Restricted Mode banner does: Manage, then Trust. */
export async function trustFolder(page: Page): Promise<void> {
  await page.locator('.part.banner').getByText('Manage', { exact: true }).click({ timeout: rowDeadlineMs })
  await page.locator('.workspace-trust-editor').getByText('Trust', { exact: true }).click({ timeout: rowDeadlineMs })
}

/** Answers the open input box. */
export async function fillInputBox(page: Page, text: string): Promise<void> {
  const input = page.locator('.quick-input-widget .quick-input-box input')
  await input.fill(text, { timeout: rowDeadlineMs })
  await page.keyboard.press('Enter')
  await input.waitFor({ state: 'hidden', timeout: rowDeadlineMs })
}
