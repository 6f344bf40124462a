import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { freePort } from '../../helpers/free-port.ts'

/** Marks every process of this run, for whoever has to find or to end them: `CRASH_ONLY_BENCH=<run>.<place>`. */
export const markerName = 'CRASH_ONLY_BENCH'
const folderPrefix = 'co-side-'
const programs = join(import.meta.dirname, '../../programs')

/** The program under test: it knows nothing of who supervises it. */
export interface Program {
  /** Absolute path of its script. */
  readonly script: string
  readonly argsFor: (port: number) => readonly string[]
  /** What is asked of it. */
  readonly path: string
}

/** Where one supervisor runs the program: a folder, a port, an environment, and the mark of all that run in it. */
export interface Place {
  readonly folder: string
  readonly port: number
  readonly program: Program
  readonly marker: string
  readonly env: Readonly<Record<string, string>>
  /** Gets a byte for each start of the program. */
  readonly starts: string
  /** While this file is there, the program dies as it starts. */
  readonly broken: string
}

export interface Run {
  /** Begins the mark of all places. */
  readonly marker: string
  /** Holds their folders. */
  readonly folder: string
}

export const typicalServer: Program = { script: join(programs, 'typical-server.cjs'), argsFor: () => [], path: '/' }

export async function makeRun(): Promise<Run> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), folderPrefix)))
  return { folder, marker: folder.slice(folder.lastIndexOf(folderPrefix) + folderPrefix.length) }
}

let placesCount = 0

/** Homes of its own: no supervisor reads the user's configuration, or leaves something in the user's home. */
export async function makePlace(run: Run, program: Program): Promise<Place> {
  placesCount += 1
  // Before the first `await`: places are made at the same time.
  const [folder, marker] = [join(run.folder, String(placesCount)), `${run.marker}.${placesCount}`]
  await mkdir(folder)
  const port = await freePort()
  const [starts, broken] = [join(folder, 'starts'), join(folder, 'broken')]
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, HOME: folder, LANG: 'C.UTF-8',
    XDG_STATE_HOME: join(folder, 's'), XDG_RUNTIME_DIR: join(folder, 'r'), XDG_CONFIG_HOME: join(folder, 'c'),
    PORT: String(port), STARTS: starts, BROKEN: broken, [markerName]: marker,
  }
  await mkdir(env.XDG_RUNTIME_DIR, { mode: 0o700 })
  return { folder, port, program, marker, env, starts, broken }
}

/** A file of a place, a configuration or a script; nobody reads it before it is whole. */
export async function putFile(place: Pick<Place, 'folder'>, name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(place.folder, name)
  await mkdir(dirname(path), { recursive: true })
  // eslint-disable-next-line crash-only/no-non-atomic-write -- its only reader is started after this
  await writeFile(path, text, { mode })
  return path
}

/** The program's command, absolute. */
export function commandOf({ program, port }: Pick<Place, 'program' | 'port'>): string[] {
  return [process.execPath, program.script, ...program.argsFor(port)]
}

/** A shell script that runs the program, for those who want a file, or who pass no environment on. */
export async function putScript(place: Place, name: string, lines: readonly string[]): Promise<string> {
  const exports = Object.entries(place.env).map(([key, value]) => `export ${key}='${value}'`)
  return putFile(place, name, ['#!/bin/sh', ...exports, `cd '${place.folder}'`, ...lines, ''].join('\n'), 0o700)
}
