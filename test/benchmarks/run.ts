/**
 * `npm run bench`: how fast a crash is repaired, beside a shell loop that only restarts, in one run; how fast a hang is
 * found; what the two roles cost. Prints Markdown for docs/benchmarks.md. Ratios are what counts: the machine is shared.
 */
import { cpus } from 'node:os'

import { buildAll } from '../../extension/build.ts'
import { measureCost } from './cost.ts'
import { measureRecovery } from './recovery.ts'
import { measureRoles } from './roles.ts'

await buildAll()
print(`Node ${process.version}, ${cpus().length} cores, ${process.platform}\n`)
print(await measureRecovery())
print(await measureRoles())
print(await measureCost())

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
