import { watch } from 'node:fs'

import type { JournalEvent } from '../../../supervision/src/state/event.ts'
import { type JournalReader, readJournal } from '../../../supervision/src/state/journal-reader.ts'
import type { ProjectPaths } from '../../../supervision/src/state/project-paths.ts'

export interface JournalFollower {
  /** Calls back with each event from now on, until the callback gives true. Pushed by the kernel, never polled. */
  follow(isEnough: (event: JournalEvent) => boolean): Promise<void>
}

export async function openFollower(paths: ProjectPaths): Promise<JournalFollower> {
  return followerOf(paths, readJournal(paths.events), () => undefined)
}

/** Calls back with all events so far first, oldest first. */
export async function openFollowerFromBeginning(paths: ProjectPaths, onPast: (event: JournalEvent) => void): Promise<JournalFollower> {
  return followerOf(paths, readJournal(paths.events, 'first-event'), onPast)
}

async function followerOf(paths: ProjectPaths, reader: JournalReader, onPast: (event: JournalEvent) => void): Promise<JournalFollower> {
  await reader.each(onPast)
  return {
    follow: async (isEnough) => {
      await new Promise<void>((resolve) => {
        let reading: Promise<void> = Promise.resolve()
        const look = async (): Promise<void> => {
          for (const event of await reader.next()) {
            if (!isEnough(event)) continue
            watcher.close()
            resolve()
            return
          }
        }
        const watcher = watch(paths.events, () => { reading = reading.then(look) })
        reading = reading.then(look)
      })
    },
  }
}
