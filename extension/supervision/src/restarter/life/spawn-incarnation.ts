import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

import { closeWriter, makeFifo, openWriter } from '../../platform/fifo.ts'
import { diagnosisPath } from '../../state/diagnosis.ts'
import { isDirectNode, oneProgram } from '../../state/direct-node.ts'
import { incarnationKey } from '../../state/incarnation-key.ts'
import { compileCachePath, type ProjectPaths } from '../../state/project-paths.ts'
import type { ProcessSpec } from '../../state/project.ts'
import type { HeldForSpawn } from '../sockets/held-sockets.ts'
import { isDeleted, openOutput } from './open-output.ts'
import { layOutSockets } from '../sockets/socket-layout.ts'
import { withoutRoleEnvironment } from '../without-role-environment.ts'

const shell = '/bin/sh'

/** All that a spawn needs and that takes time, made while the incarnation before still lives. */
export interface Prepared {
  readonly incarnation: number
  readonly lifeLine: number
  readonly output: number
}

export interface SpawnPlace {
  readonly paths: ProjectPaths
  /** Absolute path of the preload's file. */
  readonly preload: string
}

export interface Sockets {
  readonly held: readonly HeldForSpawn[]
  /** It hands over what it listens on, by a channel of its own. */
  readonly isHandingOver: boolean
  /** How long its start may take: what it did not take then is not held any longer. */
  readonly takesWithinMs: number
}

export interface Surroundings extends Sockets {
  /** Added to its environment: where systemd's protocol is heard. */
  readonly notify: NodeJS.ProcessEnv
  /** It is to wait at a gate; `modules` is the file of what it loads before. */
  readonly spare?: { readonly level: string; readonly modules: string }
  /** It is to note what it loads. */
  readonly lesson?: { readonly path: string; readonly key: string } | undefined
}

/** The begin of the names of its notes on sockets that are to be held no longer. */
function letGoPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.letGo, incarnationKey(name, incarnation))
}

/** Also the mark by which everything is found that an incarnation started. */
export function heartbeatPath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.heartbeats, incarnationKey(name, incarnation))
}

export function lifePath(paths: ProjectPaths, name: string, incarnation: number): string {
  return join(paths.life, incarnationKey(name, incarnation))
}

export async function prepareIncarnation(place: SpawnPlace, name: string, incarnation: number): Promise<Prepared> {
  const life = lifePath(place.paths, name, incarnation)
  await makeFifo(life)
  return { incarnation, lifeLine: await openWriter(life), output: await openOutput(place.paths, name) }
}

/** With another output where the file was deleted since: nobody would ever read what goes there. */
export async function withOutput(paths: ProjectPaths, name: string, prepared: Prepared): Promise<Prepared> {
  if (!(await isDeleted(prepared.output))) return prepared
  void closeWriter(prepared.output)
  return { ...prepared, output: await openOutput(paths, name) }
}

/**
 * Starts the program: its own session and process group (so that all of it can be killed at once), output straight
 * into a file (a pipe would break when we die), its listening sockets from descriptor 3 on, the write end of its life line.
 */
export function spawnPrepared(
  place: SpawnPlace, spec: ProcessSpec, prepared: Prepared, { notify, spare, lesson, ...sockets }: Surroundings,
): ChildProcess {
  const { descriptors, env: socketEnvironment } = layOutSockets(sockets.held, spec.hold)
  const [file, ...args] = commandLine(spec, socketEnvironment['LISTEN_FDS'] !== undefined)
  if (file === undefined) throw new Error(`${spec.name} has an empty command`)
  const inherited = ['ignore' as const, prepared.output, prepared.output, ...descriptors]
  const stdio = [...inherited, prepared.lifeLine, ...(sockets.isHandingOver ? ['ipc' as const] : [])]
  const child = spawn(file, args, {
    cwd: spec.cwd,
    detached: true,
    env: {
      ...environmentFor(place, spec, prepared.incarnation), ...socketEnvironment, ...notify,
      CRASH_ONLY_LET_GO: letGoPath(place.paths, spec.name, prepared.incarnation),
      CRASH_ONLY_HAND_OVER: sockets.isHandingOver ? '1' : undefined,
      // In a chain, another process may take it.
      CRASH_ONLY_TAKE_WITHIN_MS: sockets.isHandingOver ? String(sockets.takesWithinMs) : undefined,
      CRASH_ONLY_LIFE_LINE: isDirectNode(spec) ? String(inherited.length) : undefined,
      CRASH_ONLY_SPARE: spare && JSON.stringify({ fd: stdio.length, ...spare }),
      CRASH_ONLY_LEARN: lesson && JSON.stringify(lesson),
      CRASH_ONLY_COMPILE_CACHE: isDirectNode(spec) ? compileCachePath(place.paths) : undefined,
    },
    stdio: spare === undefined ? stdio : [...stdio, 'pipe'], // the gate comes last
  })
  closeCopies(prepared)
  return child
}

/** Closes our copies: the program has its own, or there is none. */
export function closeCopies({ lifeLine, output }: Prepared): void {
  for (const descriptor of [lifeLine, output]) void closeWriter(descriptor)
}

// A shell that only waits for one program hides its signal and doubles the processes; `exec` makes it that program. Its pid
// stays the same, so a shell can say it: programs that take sockets by LISTEN_FDS look whether LISTEN_PID means them.
function commandLine({ command }: ProcessSpec, isTakingSockets: boolean): readonly string[] {
  const sayPid = isTakingSockets ? 'export LISTEN_PID=$$; ' : ''
  if (typeof command === 'string') return [shell, '-c', `${sayPid}${oneProgram(command) === undefined ? command : `exec ${command}`}`]
  return isTakingSockets ? [shell, '-c', `${sayPid}exec "$@"`, shell, ...command] : command
}

function environmentFor(place: SpawnPlace, spec: ProcessSpec, incarnation: number): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...withoutRoleEnvironment(process.env), ...spec.env }
  return {
    ...env,
    // NODE_OPTIONS takes double quotes with backslash escapes: a home folder may have a space in its name. Ours comes first: what
    // the user has loaded there is the program's own, and a spare waits before it.
    NODE_OPTIONS: [`--require ${JSON.stringify(place.preload)}`, env['NODE_OPTIONS']].filter(Boolean).join(' '),
    ELECTRON_RUN_AS_NODE: undefined, // ours, where the editor's own Node runs us
    CRASH_ONLY_NAME: spec.name,
    CRASH_ONLY_INCARNATION: String(incarnation),
    CRASH_ONLY_HEARTBEAT: heartbeatPath(place.paths, spec.name, incarnation),
    CRASH_ONLY_DIAGNOSIS: diagnosisPath(place.paths, spec.name, incarnation),
    CRASH_ONLY_STALE_AFTER_MS: spec.heartbeat.stack ? String(spec.heartbeat.staleAfterMs) : undefined,
  }
}
