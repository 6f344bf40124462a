import type { ProcessSpec } from '../../../supervision/src/state/project.ts'

/** One file that another engine reads. Paths are relative to the folder that it is written into. */
export interface ExportedFile {
  readonly path: string
  readonly text: string
  readonly isProgram?: true
}

/** All that an export may depend on. The same facts give the same files, byte for byte. */
export interface ExportFacts {
  /** What the project is called in names of units and images: lower-case letters, digits, hyphens. */
  readonly name: string
  readonly folder: string
  /** As the configuration has them, before anything of this machine is looked up. */
  readonly processes: readonly ProcessSpec[]
  readonly version: string
  readonly machine: Machine
}

/** What only this machine knows: for exports that are installed on it. */
export interface Machine {
  readonly user: string
  readonly isRoot: boolean
  /** Node and our command, as absolute paths. */
  readonly command: readonly string[]
  readonly searchPath: string
  /** What decides where the state and runtime directories are, for whoever runs the command from elsewhere. */
  readonly places: Readonly<Record<string, string>>
  /** The file that `crash-only relay --file` touches. */
  readonly relayFile: string
}

/** Long lines stay whole, and nothing is referred to from elsewhere. */
export const yamlOptions = { lineWidth: 0, aliasDuplicateObjects: false } as const

export type Exporter = (facts: ExportFacts) => readonly ExportedFile[]

/** The first comment of every file: whoever finds it knows what it is, and we know that we may replace it. */
export function mark(target: string): string {
  return `Made by \`crash-only export ${target}\`. Run that again instead of editing it.`
}

export function commentLines(text: string): string {
  return text.trim().split('\n').map((line) => `#${line === '' ? '' : ` ${line}`}\n`).join('')
}

export function hasCritical({ processes }: ExportFacts): boolean {
  return processes.some(({ critical }) => critical)
}
