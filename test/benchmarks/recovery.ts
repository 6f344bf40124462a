import { answerOf } from '../helpers/answer-of.ts'
import { type Bench, underCrashOnly, underShellLoop, untilAnotherAnswers } from './bench-project.ts'
import { summary, table } from './table.ts'

const crashes = 15
const hangs = 4
const strictMs = 1_000

/** Crash -> the next answer, in turns under both, so that the machine's mood touches both; then hang -> answer. */
export async function measureRecovery(): Promise<string> {
  const ours = await underCrashOnly()
  const loop = await underShellLoop()
  const found = { ours: [] as number[], loop: [] as number[] }
  try {
    for (let round = 0; round < crashes; round += 1) {
      found.ours.push(await blow(ours, (pid) => { process.kill(pid, 'SIGKILL') }))
      found.loop.push(await blow(loop, (pid) => { process.kill(pid, 'SIGKILL') }))
      await healthFor(ours)
    }
  } finally {
    await Promise.all([ours.end(), loop.end()])
  }
  return render(found, [await measureHangs('2 s, the default', {}), await measureHangs('1 s', { staleAfterMs: strictMs })])
}

/** Endless loop and SIGSTOP -> the next answer, in turns, at one limit of silence. */
async function measureHangs(limit: string, heartbeat: { readonly staleAfterMs?: number }): Promise<string[][]> {
  const bench = await underCrashOnly(heartbeat)
  const found = { spin: [] as number[], freeze: [] as number[] }
  try {
    await healthFor(bench)
    for (let round = 0; round < hangs; round += 1) {
      found.spin.push(await blow(bench, () => void answerOf(bench.port, '/hang')))
      await healthFor(bench)
      found.freeze.push(await blow(bench, (pid) => { process.kill(pid, 'SIGSTOP') }))
      await healthFor(bench)
    }
  } finally {
    await bench.end()
  }
  return [[`endless loop, limit ${limit}`, ...summary(found.spin).cells], [`SIGSTOP, limit ${limit}`, ...summary(found.freeze).cells]]
}

function render(found: Record<'ours' | 'loop', number[]>, hangRows: readonly string[][][]): string {
  const [ours, loop] = [summary(found.ours), summary(found.loop)]
  const rows = [
    ['kill -9, crash-only run', ...ours.cells], ['kill -9, shell loop', ...loop.cells], ...hangRows.flat(),
  ]
  const ratio = (ours.median / loop.median).toFixed(2)
  return `${table(['until the next answer (ms)', 'median', 'p95', 'n'], rows)}\nkill -9: crash-only / shell loop = ${ratio}\n`
}

async function blow(bench: Bench, strike: (pid: number) => void): Promise<number> {
  const { pid } = await untilAnotherAnswers(bench.port, 0)
  strike(pid)
  return (await untilAnotherAnswers(bench.port, pid)).ms
}

// Deaths before a second of health count as in a row, and would measure the backoff.
async function healthFor(bench: Bench): Promise<void> {
  for (const begin = performance.now(); performance.now() - begin < 1_500;) await answerOf(bench.port)
}
