import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'

import { didYouMean } from '../config/did-you-mean.ts'
import { readExportFacts } from '../export/export-facts.ts'
import type { ExportedFile } from '../export/exported.ts'
import { exporters } from '../export/targets.ts'
import { writeExported } from '../export/write-exported.ts'
import { badInput } from '../failure.ts'
import { say } from '../output.ts'
import { openProject } from '../project/open-project.ts'

/** `crash-only export TARGET [--into FOLDER]`: what another engine needs of this project, from the same configuration. */
export async function exportFor(target: string, options: { readonly into?: string }): Promise<void> {
  const exporter = Object.hasOwn(exporters, target) ? exporters[target] : undefined
  if (exporter === undefined) throw badInput(`export ${target}: there is no such target ${didYouMean(target, Object.keys(exporters))}`)
  const files = exporter(await readExportFacts(await openProject()))
  if (options.into === undefined) {
    say(files.map((file) => shown(file, files.length)).join('\n').trimEnd())
    return
  }
  const folder = resolve(options.into)
  await mkdir(folder, { recursive: true })
  for (const line of await writeExported(folder, files)) say(line)
}

function shown({ path, text }: ExportedFile, count: number): string {
  return count === 1 ? text : `### ${path}\n${text}`
}
