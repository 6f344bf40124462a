import type { CommandContext } from '../commands/command-context.ts'
import type { CrashName } from './find-crash.ts'
import { pickCrash, sayGone, sayNone } from './pick-crash.ts'

/** All that is known of one crash; from the palette, of one that is picked. */
export async function showCrash({ crashes, crashPages, log }: CommandContext, row?: CrashName): Promise<void> {
  const chosen = row ?? (await pickCrash(crashes.crashes, log))
  if (chosen !== undefined && !(await crashPages.show(chosen))) sayGone(log)
}

/** Those of one signature are not shown any more, in any window; the next one is. */
export async function clearCrash({ crashes, log }: CommandContext, row?: CrashName): Promise<void> {
  const chosen = row ?? (await pickCrash(crashes.crashes, log))
  if (chosen === undefined) return
  const group = crashes.crashes.find(({ folder }) => folder.path === chosen.folderPath)?.groups.find(({ id }) => id === chosen.group)
  if (group === undefined) { sayGone(log); return }
  const { id, last } = group
  await crashes.mark(chosen.folderPath, (marks) => ({ ...marks, cleared: { ...marks.cleared, [id]: last.at } }))
}

/** All that crashed until now, of one folder or of all. The journal keeps them. */
export async function clearCrashes({ crashes, log }: CommandContext, row?: CrashName): Promise<void> {
  if (crashes.crashes.every(({ groups }) => groups.length === 0)) sayNone(log)
  const folders = crashes.crashes.filter(({ folder }) => row === undefined || folder.path === row.folderPath)
  for (const { folder, groups } of folders) {
    const clearedAt = groups.map(({ last }) => last.at).toSorted().at(-1)
    if (clearedAt !== undefined) await crashes.mark(folder.path, (marks) => ({ ...marks, clearedAt, cleared: {} }))
  }
}
