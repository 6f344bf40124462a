import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { packageExtension } from '../../../extension/package.ts'
import { launchBrowser } from '../../helpers/editor/browser.ts'
import { installEditor } from '../../helpers/editor/install-editor.ts'
import { packProbe } from '../../helpers/editor/probe.ts'
import { table } from '../table.ts'
import { measureLintServer } from './lint-server.ts'
import { costsOfWindow, type WindowCosts } from './one-window.ts'
import { sizes } from './sizes.ts'

const defaultRounds = 3

/** What the extension costs its editor, beside the same editor without it, in turns; what its language server takes; sizes. */
export async function measureEditor([rounds = String(defaultRounds)]: readonly string[]): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'co-editor-'))
  const browser = await launchBrowser(() => undefined)
  try {
    const extension = await packageExtension()
    const probe = await packProbe(join(home, 'packed'))
    const place = await installEditor(() => undefined)
    const [ours, without]: [WindowCosts[], WindowCosts[]] = [[], []]
    for (let round = 0; round < Number(rounds); round += 1) {
      without.push(await costsOfWindow({ home, browser, place, extensions: [probe] }))
      ours.push(await costsOfWindow({ home, browser, place, extensions: [extension, probe] }))
    }
    return [windowTable(ours, without), await measureLintServer(home), await sizes(extension)].join('\n')
  } finally {
    await browser.close()
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

function windowTable(ours: readonly WindowCosts[], without: readonly WindowCosts[]): string {
  const row = (what: string, costs: readonly WindowCosts[], of: (cost: WindowCosts) => number | undefined, digits = 1): string[] => {
    const values = costs.map(of).filter((value) => value !== undefined).sort((a, b) => a - b)
    const shown = [values[Math.floor((values.length - 1) / 2)], values.at(-1)].map((value) => value?.toFixed(digits) ?? '–')
    return [what, ...shown, String(values.length)]
  }
  return table(['in the editor', 'median', 'most', 'n'], [
    row('activation, ms', ours, (cost) => cost.activationMs, 0),
    row('heap of the extension host, MB: without', without, (cost) => cost.heapMb),
    row('with', ours, (cost) => cost.heapMb),
    row('private memory of the extension host, MB: without', without, (cost) => cost.stopped.host.privateMb),
    row('with', ours, (cost) => cost.stopped.host.privateMb),
    row('with, a program runs', ours, (cost) => cost.running?.host.privateMb),
    row('CPU of the extension host, % of a core: without', without, (cost) => cost.stopped.host.cpuPercent, 2),
    row('with', ours, (cost) => cost.stopped.host.cpuPercent, 2),
    row('with, a program runs', ours, (cost) => cost.running?.host.cpuPercent, 2),
    row('private memory of the language server, MB', ours, (cost) => cost.stopped.server?.privateMb),
    row('CPU of the language server, % of a core', ours, (cost) => cost.stopped.server?.cpuPercent, 2),
    row('the same, a program runs', ours, (cost) => cost.running?.server?.cpuPercent, 2),
  ])
}
