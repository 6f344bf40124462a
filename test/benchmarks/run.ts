/**
 * `npm run bench`: how fast a crash is repaired, beside a shell loop that only restarts, in one run; how fast a hang is
 * found; what the two roles cost; what a storm of crashes costs; 200 blows of torture; what
 * the rules of the plugin cost; what the extension and its language server cost the editor. `npm run bench -- NAME` runs one of
 * them; `soak` (an hour, or as many minutes as follow) runs only so. Prints Markdown for docs/benchmarks.md. Ratios are what
 * counts: the machine is shared.
 */
import { cpus } from 'node:os'

import { buildAll } from '../../extension/build.ts'
import { measureCost } from './cost.ts'
import { measureEditor } from './editor/editor.ts'
import { measureLint } from './lint.ts'
import { measureRecovery } from './recovery.ts'
import { measureRoles } from './roles.ts'
import { sideBySide } from './side-by-side/side-by-side.ts'
import { measureSoak } from './soak.ts'
import { measureStorm } from './storm.ts'
import { measureTorture } from './torture.ts'

const soakMinutes = 60

await buildAll()
print(`Node ${process.version}, ${cpus().length} cores, ${process.platform}\n`)
const [which, ...rest] = process.argv.slice(2)
const parts: Readonly<Record<string, () => Promise<string>>> = {
  recovery: measureRecovery, roles: measureRoles, cost: measureCost, storm: measureStorm, torture: measureTorture, lint: measureLint,
  editor: async () => measureEditor(rest),
  'side-by-side': async () => sideBySide(rest),
  soak: async () => measureSoak(Number(rest[0] ?? soakMinutes)),
}
const chosen = which === undefined ? Object.keys(parts).filter((name) => name !== 'soak') : [which]
for (const name of chosen) print((await parts[name]?.()) ?? `no benchmark is called ${name} (there is: ${Object.keys(parts).join(', ')})`)

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
