import { setTimeout as delay } from 'node:timers/promises'

import { cpuMs, type Memory, memoryOf } from '../../process-cost.ts'
import { inhabitantsOf } from '../processes.ts'
import type { Contender } from '../stage.ts'

const windowMs = 20_000

/** What a supervisor costs while nothing happens: its own programs, and beside them those of the program, spares among them. */
export interface Cost {
  readonly own: Memory
  readonly ownProcesses: number
  /** Of one core. */
  readonly cpuPercent: number
  readonly program: Memory
  readonly programProcesses: number
}

export async function measureIdleCost({ adapter, place }: Contender): Promise<Cost> {
  const { roles, programs } = await inhabitantsOf(adapter, place)
  const own = [...roles.values()].flat()
  const before = await sumOf(own, cpuMs)
  await delay(windowMs)
  const cpuPercent = (((await sumOf(own, cpuMs)) - before) / windowMs) * 100
  return {
    own: await memoryOfAll(own), ownProcesses: own.length, cpuPercent,
    program: await memoryOfAll(programs), programProcesses: programs.length,
  }
}

async function memoryOfAll(pids: readonly number[]): Promise<Memory> {
  const all = await Promise.all(pids.map(memoryOf))
  const sum = (key: keyof Memory): number => all.reduce((total, memory) => total + memory[key], 0)
  return { rssMb: sum('rssMb'), pssMb: sum('pssMb'), privateMb: sum('privateMb'), cleanMb: sum('cleanMb') }
}

async function sumOf(pids: readonly number[], measure: (pid: number) => Promise<number>): Promise<number> {
  return (await Promise.all(pids.map(measure))).reduce((sum, one) => sum + one, 0)
}
