import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { runCommand } from '../helpers/editor/window.ts'
import { readProgram } from './command-line.ts'
import type { EditorUnderTest } from './editor-under-test.ts'

const poll = { timeout: 60_000, interval: 100 }

/** A clean run: restarted on request, the program is up until it is restarted on request again. Resolves once it is up after that. */
export async function runCleanly(
  under: EditorUnderTest, page: Page, { folder, program }: { folder: string; program: string },
): Promise<void> {
  const read = async (): ReturnType<typeof readProgram> => readProgram({ cwd: folder, env: under.env }, program)
  for (let restarts = 0; restarts < 2; restarts += 1) {
    const before = await read()
    await runCommand(page, 'Crash-Only: Restart')
    const isNewLife = async (): Promise<boolean> => {
      const now = await read()
      return now.state === 'up' && now.pid !== before.pid
    }
    await expect.poll(isNewLife, poll).toBe(true)
  }
}
