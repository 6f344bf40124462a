import { answerOf } from '../helpers/answer-of.ts'
import { eventually } from '../helpers/eventually.ts'
import type { Status } from '../../extension/supervision/src/state/status.ts'
import { type Bench, underCrashOnly, untilAnotherAnswers } from './bench-project.ts'
import { summary, table } from './table.ts'

const rounds = 8

/** kill -9 of a role -> its successor's `role-up` in the journal, while the program serves. */
export async function measureRoles(): Promise<string> {
  const bench = await underCrashOnly()
  const found: { restarter: number[]; watchdog: number[] } = { restarter: [], watchdog: [] }
  try {
    const { pid } = await untilAnotherAnswers(bench.port, 0)
    for (let round = 0; round < rounds; round += 1) {
      for (const role of ['restarter', 'watchdog'] as const) found[role].push(await killRole(bench, role))
    }
    if (Number(await answerOf(bench.port)) !== pid) throw new Error('the program was restarted')
  } finally {
    await bench.end()
  }
  const rows = (['restarter', 'watchdog'] as const).map((role) => [`kill -9 of the ${role}`, ...summary(found[role]).cells])
  return table(['until it is up again (ms), the program untouched', 'median', 'p95', 'n'], rows)
}

async function killRole(bench: Bench, role: 'restarter' | 'watchdog'): Promise<number> {
  const before = await eventually('both roles are up', async () => {
    const { supervision } = await statusOf(bench)
    return supervision.restarter !== null && supervision.watchdog !== null ? supervision : undefined
  })
  const killedAt = Number(process.hrtime.bigint() / 1_000_000n)
  process.kill(before[role]?.pid ?? 0, 'SIGKILL')
  return eventually(`another ${role}`, async () => {
    const { stdout } = await bench.crashOnly('events', '--json')
    const ups = stdout.split('\n').filter((line) => line.includes('"role-up"') && line.includes(`"role":"${role}"`))
    const mono = Number(/"mono":([\d.]+)/u.exec(ups.at(-1) ?? '')?.[1] ?? 0)
    return mono > killedAt ? mono - killedAt : undefined
  })
}

async function statusOf(bench: Bench): Promise<Status> {
  return JSON.parse((await bench.crashOnly('status', '--json')).stdout) as Status
}
