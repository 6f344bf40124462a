import { expect, test } from 'vitest'

import { clickLine, openHover } from '../helpers/editor/code.ts'
import { chooseRow, problemRows, runCommand } from '../helpers/editor/window.ts'
import { editorOfThisFile } from './editor-under-test.ts'
import { checkStatusBar } from './expectations.ts'
import { takePictures } from './pictures.ts'
import { editorSettings, makeShop } from './shop.ts'

const under = editorOfThisFile({ trust: 'every-folder', settings: editorSettings })

const poll = { timeout: 60_000, interval: 100 }

test('a hang at a line that a rule tells of says which one would have told; the finding shows the hang, also when it ran well since', async () => {
  const shop = await makeShop(under, 'shop', {
    '.vscode/tasks.json': { version: '2.0.0', tasks: [lintTask] },
  })
  const page = await under.openWindow({ folder: shop.folder, file: `app.ts:${shop.lines.recall}` })
  await runCommand(page, 'Crash-Only: Start')
  await checkStatusBar(page, 'web up')
  await shop.isWatched()
  await shop.visit('/recall')
  await checkStatusBar(page, 'web: 1 crash')
  const rows = await problemRows(page)
  const problems = async (): Promise<string> => (await rows.allInnerTexts()).join('\n')
  await expect.poll(problems, poll).toMatch(/hung: no heartbeat for [^]*\(web hung here once\)/u)

  await runCommand(page, 'Tasks: Run Task')
  await chooseRow(page, lintTask.label)
  await problemRows(page)
  await expect.poll(problems, poll).toMatch(/\(web hung here once; crash-only\/no-blocking-call would have told\)/u)
  await clickLine(page, 'return execSync(')
  const hover = await openHover(page)
  const said = async (): Promise<string> => (await hover.allInnerTexts()).join('\n')
  await expect.poll(said, poll).toMatch(/It was in execSync\("sleep 1000"\)[^]*crash-only\/no-blocking-call tells of this line/u)
  await takePictures(page, 'from-crash-to-rule')
  await page.keyboard.press('Escape')

  for (const count of ['web: 1 crash', 'web: 1 crash']) {
    await runCommand(page, 'Crash-Only: Restart')
    await checkStatusBar(page, count)
  }
  await problemRows(page)
  await expect.poll(problems, poll).not.toMatch(/web hung here/u)
  await clickLine(page, 'return execSync(')
  await openHover(page)
  await expect.poll(said, poll).toMatch(/web hung so once[^]*It ran well since/u)
  expect(await said()).toContain('It blocks everybody')
})

/** A run of ESLint as a task reports it: the same as its extension and our lint server say. */
const lintTask = {
  label: 'lint',
  type: 'shell',
  command: 'echo "app.ts:$(grep -n execSync app.ts | tail -1 | cut -d: -f1):3: warning crash-only/no-blocking-call It blocks everybody."',
  presentation: { reveal: 'never' },
  problemMatcher: {
    owner: 'lint', source: 'eslint', fileLocation: ['relative', '${workspaceFolder}'],
    pattern: { regexp: '^(.*?):(\\d+):(\\d+): (\\w+) (\\S+) (.*)$', file: 1, line: 2, column: 3, severity: 4, code: 5, message: 6 },
  },
}
