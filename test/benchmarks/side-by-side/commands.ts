import { execFile, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { Place } from './place.ts'

type Environment = Readonly<Record<string, string>>

const commandDeadlineMs = 60_000

/** Runs a command to its end in a place; gives what it printed. One that fails throws, with its output. */
export async function runIn(place: Place, [file = '', ...args]: readonly string[], env: Environment = {}): Promise<string> {
  const options = { cwd: place.folder, env: { ...place.env, ...env }, timeout: commandDeadlineMs }
  const { stdout } = await promisify(execFile)(file, args, options)
  return stdout
}

/** Starts a program that stays; its output goes to a file. It is found, and ended, by its mark. */
export async function startIn(place: Place, [file = '', ...args]: readonly string[], env: Environment = {}): Promise<void> {
  const output = await open(join(place.folder, 'output.log'), 'a')
  const stdio: ['ignore', number, number] = ['ignore', output.fd, output.fd]
  const child = spawn(file, args, { cwd: place.folder, env: { ...place.env, ...env }, detached: true, stdio })
  await new Promise<void>((resolve, reject) => { child.once('error', reject).once('spawn', () => { resolve() }) })
  child.unref()
  await output.close()
}

/** First match in what a program prints of its version, from either of its outputs, whatever it exits with. */
export async function versionFrom([file = '', ...args]: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: commandDeadlineMs }, (_, stdout, stderr) => {
      resolve(/\d+(?:\.\d+)+/u.exec(`${stdout}\n${stderr}`)?.[0] ?? 'unknown')
    })
  })
}
