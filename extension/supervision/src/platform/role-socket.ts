import { chmod, link, readdir, rename, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

import { connect, socketName } from './connect-to-role.ts'
import { hasCode, privateFileMode } from './durable-file.ts'

const baseName = 'control'
const keptGenerations = 16
const backlog = 128

export interface RoleSocket {
  readonly server: Server
  readonly generation: number
}

/**
 * Becomes the one owner of a role in a private directory, or finds that somebody else is it (undefined).
 *
 * A lock that needs no clean-up: generations. The server listens under a name of its own first, then links that name
 * to `control.<n>.sock`. link(2) never replaces, so only one process gets each n; and because it listens already,
 * "connection refused" on n means that its owner is dead for ever, so whoever sees that may try n + 1. Old names
 * go only when they are many generations behind, and a late comer that won such an n sees the higher one and yields.
 * `control.sock` is renamed onto the winner's for clients (docs/decisions/0002).
 */
export async function claimRole(directory: string, serve: (socket: Socket) => void): Promise<RoleSocket | undefined> {
  const ownName = join(directory, `${baseName}-${process.pid}.own`)
  await rm(ownName, { force: true })
  const server = await listen(ownName, serve)
  const generation = await claimGeneration(directory, ownName)
  if (generation === undefined) {
    server.close()
    return undefined
  }
  await publish(directory, ownName)
  await rm(ownName, { force: true })
  await dropOldGenerations(directory, generation)
  return { server, generation }
}

async function claimGeneration(directory: string, ownName: string): Promise<number | undefined> {
  for (;;) {
    const highest = await highestGeneration(directory)
    if (highest > 0 && (await isOwned(generationPath(directory, highest)))) return undefined
    const mine = highest + 1
    if (!(await linkIfFree(ownName, generationPath(directory, mine)))) continue
    if ((await highestGeneration(directory)) === mine) return mine
    await rm(generationPath(directory, mine), { force: true })
  }
}

async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

async function isOwned(path: string): Promise<boolean> {
  const socket = await connect(path)
  socket?.destroy()
  return socket !== undefined
}

async function publish(directory: string, ownName: string): Promise<void> {
  const next = join(directory, `${socketName}.${process.pid}.new`)
  await rm(next, { force: true })
  await link(ownName, next)
  await rename(next, join(directory, socketName))
}

async function highestGeneration(directory: string): Promise<number> {
  return Math.max(0, ...(await generations(directory)))
}

async function generations(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names.map((name) => /^control\.(\d+)\.sock$/u.exec(name)?.[1]).filter((text) => text !== undefined).map(Number)
}

async function dropOldGenerations(directory: string, mine: number): Promise<void> {
  for (const old of await generations(directory)) {
    if (old <= mine - keptGenerations) await rm(generationPath(directory, old), { force: true })
  }
}

function generationPath(directory: string, generation: number): string {
  return join(directory, `${baseName}.${generation}.sock`)
}

async function listen(path: string, serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer(serve)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path, backlog }, resolve)
  })
  await chmod(path, privateFileMode)
  return server
}
