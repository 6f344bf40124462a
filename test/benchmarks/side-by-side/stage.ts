import type { Adapter, Report } from './adapter.ts'
import { firstAnswer } from './first-answer.ts'
import type { Gathering } from './gather.ts'
import { makePlace, type Place, type Program, type Run, typicalServer } from './place.ts'
import { endPlace } from './processes.ts'
import { noteBlow } from './settle.ts'

const firstStartDeadlineMs = 30_000

/** A supervisor with its place. */
export interface Contender {
  readonly adapter: Adapter
  readonly place: Place
}

/** What a part of the benchmark is given. */
export interface Stage {
  readonly run: Run
  readonly adapters: readonly Adapter[]
  readonly rounds: number
  readonly report: Report
}

/** Starts the program under a supervisor, in a new place; it answers. */
export async function startContender(run: Run, adapter: Adapter, program: Program = typicalServer): Promise<Contender> {
  const place = await makePlace(run, program)
  await adapter.start(place)
  if ((await firstAnswer(place, { deadlineMs: firstStartDeadlineMs })) === undefined) {
    throw new Error(`bench: ${adapter.title} does not start the program within ${firstStartDeadlineMs} ms (its output: ${place.folder})`)
  }
  noteBlow(place)
  return { adapter, place }
}

/** Starts them one after the other: together they would take so long that some of them take it for a failure. */
export async function startAll(run: Run, adapters: readonly Adapter[], gathering: Pick<Gathering<unknown>, 'fail'>): Promise<Contender[]> {
  const contenders: Contender[] = []
  for (const adapter of adapters) {
    try {
      contenders.push(await startContender(run, adapter))
    } catch (error) {
      gathering.fail(adapter, error)
    }
  }
  return contenders
}

export async function endAll(contenders: readonly Contender[]): Promise<void> {
  await Promise.all(contenders.map(async ({ place }) => endPlace(place)))
}

/** Those that bring a supervisor of their own: where only the program's side differs, another's figures hold. */
export function withOwnSupervisor({ adapters }: Pick<Stage, 'adapters'>): Adapter[] {
  const ids = new Set(adapters.map(({ id }) => id))
  return adapters.filter(({ sameSupervisorAs }) => sameSupervisorAs === undefined || !ids.has(sameSupervisorAs))
}
