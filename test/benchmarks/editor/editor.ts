import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { packageExtension } from '../../../extension/package.ts'
import { launchBrowser } from '../../helpers/editor/browser.ts'
import { installEditor } from '../../helpers/editor/install-editor.ts'
import { packExtension } from '../../helpers/editor/pack-extension.ts'
import { table } from '../table.ts'
import { type IdleCosts, idleCosts } from './idle-costs.ts'
import { measureLintServer } from './lint-server.ts'
import { type MeasuredEditor, openMeasured, startProgram, untilBegun } from './one-window.ts'
import { sizes } from './sizes.ts'

const defaultRounds = 3

interface Round {
  readonly activationMs: number
  readonly without: IdleCosts
  readonly stopped: IdleCosts
  readonly running: IdleCosts
}

/** What the extension costs its editor, beside the same editor without it, in the same seconds; what its language server takes; sizes. */
export async function measureEditor([rounds = String(defaultRounds)]: readonly string[]): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'co-editor-'))
  const browser = await launchBrowser(() => undefined)
  try {
    const extension = await packageExtension()
    const probe = await packExtension('probe', join(home, 'packed'))
    const place = await installEditor(() => undefined)
    const all: Round[] = []
    const editor = { home, browser, place, extensions: [extension, probe] }
    for (let round = 0; round < Number(rounds); round += 1) all.push(await measureRound(editor))
    return [windowTable(all), await measureLintServer(home), await sizes(extension)].join('\n')
  } finally {
    await browser.close()
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

async function measureRound(editor: MeasuredEditor): Promise<Round> {
  const ours = await openMeasured(editor)
  const activationMs = await untilBegun(ours) // alone: another window that starts would slow it down
  const other = await openMeasured({ ...editor, extensions: editor.extensions.slice(1) })
  try {
    const [stopped, without] = await idleCosts([ours, other])
    await startProgram(ours)
    const [running] = await idleCosts([ours])
    if (stopped === undefined || without === undefined || running === undefined) throw new Error('bench: a window was not measured')
    return { activationMs, without, stopped, running }
  } finally {
    await Promise.all([ours.close(), other.close()])
  }
}

function windowTable(rounds: readonly Round[]): string {
  const row = (what: string, digits: number, of: (round: Round) => number | undefined): string[] => {
    const values = rounds.map(of).filter((value) => value !== undefined).sort((a, b) => a - b)
    const shown = [values[Math.floor((values.length - 1) / 2)], values.at(-1)].map((value) => value?.toFixed(digits) ?? '–')
    return [what, ...shown, String(values.length)]
  }
  return table(['in the editor', 'median', 'most', 'n'], [
    row('activation, ms', 0, ({ activationMs }) => activationMs),
    row('heap of the extension host, MB: without', 1, ({ without }) => without.heapMb),
    row('with', 1, ({ stopped }) => stopped.heapMb),
    row('with, a program runs', 1, ({ running }) => running.heapMb),
    row('private memory of the extension host, MB: without', 1, ({ without }) => without.host.privateMb),
    row('with', 1, ({ stopped }) => stopped.host.privateMb),
    row('with, a program runs', 1, ({ running }) => running.host.privateMb),
    row('CPU of the extension host, % of a core: without', 2, ({ without }) => without.host.cpuPercent),
    row('with', 2, ({ stopped }) => stopped.host.cpuPercent),
    row('with, a program runs', 2, ({ running }) => running.host.cpuPercent),
    row('private memory of the language server, MB', 1, ({ stopped }) => stopped.server?.privateMb),
    row('CPU of the language server, % of a core', 2, ({ stopped }) => stopped.server?.cpuPercent),
    row('the same, a program runs', 2, ({ running }) => running.server?.cpuPercent),
  ])
}
