import type { Class } from './label.ts'

/** A file that has labels. */
export interface LabelledFile {
  readonly package: string
  /** The folder of the package, absolute. */
  readonly root: string
  /** The path below that folder. */
  readonly file: string
  readonly text: string
}

/** The lines that a judge calls unsafe, by file and class. */
export type Verdict = (file: LabelledFile, kind: Class) => ReadonlySet<number>

export interface Judge {
  readonly name: string
  /** The classes that it says anything about. */
  readonly classes: readonly Class[]
  readonly prepare: (files: readonly LabelledFile[]) => Promise<Verdict>
}

/** A judge that looks at one file at a time. */
type Look = (file: LabelledFile) => ReadonlyMap<Class, ReadonlySet<number>>

export function fileJudge(name: string, kinds: readonly Class[], look: Look): Judge {
  return {
    name, classes: kinds,
    prepare: async (files) => {
      const found = new Map(files.map((file) => [file, look(file)]))
      return Promise.resolve((file, kind) => found.get(file)?.get(kind) ?? new Set())
    },
  }
}
