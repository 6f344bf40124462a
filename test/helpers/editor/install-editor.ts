import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { until } from '../../../extension/supervision/src/platform/wait.ts'
import type { Report } from './debian-packages.ts'
import { editorEnvironment } from './editor-environment.ts'
import { type EditorPlace, findEditorPlace, isInstalled, pinnedFolder, placeIn } from './editor-place.ts'
import { tryToHold } from './held-name.ts'
import { compileNativeModules } from './native-modules.ts'
import { runStep } from './run-step.ts'
import { slimWorkbench } from './slim-workbench.ts'

const otherInstallationDeadlineMs = 15 * 60_000

/**
 * The editor, installed when it is not there yet. Everything happens in a temporary sibling that gets its name by one
 * rename at the end: killed at any instant, it leaves nothing that the next run takes for complete.
 */
export async function installEditor(report: Report): Promise<EditorPlace> {
  const place = await findEditorPlace()
  if (await isInstalled(place)) return place
  const turn = await until(async () => takeTurn(place), otherInstallationDeadlineMs)
  if (turn === undefined) throw new Error(`editor: cannot install ${place.folder}: another installation hangs`)
  try {
    if (!(await isInstalled(place))) await installInto(place, report)
  } finally {
    turn.release()
  }
  return place
}

/** One installation at a time. A second one waits, and then finds the work done. */
async function takeTurn(place: EditorPlace) {
  return tryToHold(`crash-only-install ${place.folder}`)
}

async function installInto(place: EditorPlace, report: Report): Promise<void> {
  const cache = dirname(place.folder)
  await mkdir(cache, { recursive: true })
  await removeUnfinished(place)
  report(`editor: installing VS Code's server into ${place.folder}, once (about a minute)`)
  const unfinished = await mkdtemp(unfinishedPrefix(place))
  await installPackages(unfinished, report)
  await rename(unfinished, place.folder)
  report('editor: installed')
}

/** What a killed installation left. Nobody else works in these folders: we hold the name. */
async function removeUnfinished(place: EditorPlace): Promise<void> {
  const cache = dirname(place.folder)
  const prefix = basename(unfinishedPrefix(place))
  const names = await readdir(cache)
  const unfinished = names.filter((name) => name.startsWith(prefix))
  await Promise.all(unfinished.map(async (name) => rm(join(cache, name), { recursive: true, force: true })))
}

function unfinishedPrefix(place: EditorPlace): string {
  return `${place.folder}.new.`
}

async function installPackages(temporaryFolder: string, report: Report): Promise<void> {
  await copyFile(join(pinnedFolder, 'package.json'), join(temporaryFolder, 'package.json'))
  await copyFile(join(pinnedFolder, 'package-lock.json'), join(temporaryFolder, 'package-lock.json'))
  const place = placeIn(temporaryFolder)
  // The modules are for the editor's Node, which comes as a package, so it also runs npm.
  const env = editorEnvironment({ PATH: `${dirname(place.node)}:${process.env['PATH'] ?? ''}` })
  const step = { cwd: temporaryFolder, folder: temporaryFolder, env, report }
  await runStep('code-server and its Node', step, npmCi)
  await slimWorkbench(place, { env, report })
  await compileNativeModules(place, { env, report })
}

const npmCi = ['ci', '--ignore-scripts', '--omit=dev', '--omit=optional', '--no-audit', '--no-fund']
