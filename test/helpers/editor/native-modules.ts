import { dirname, join } from 'node:path'

import { findOnPath, installDebianPackages, type Report } from './debian-packages.ts'
import type { EditorPlace } from './editor-place.ts'
import { runStep, type StepTools } from './run-step.ts'
import { workbenchFolder } from './slim-workbench.ts'

const buildTools = ['g++', 'make', 'python3']

/** Two modules come as C++. Without them the editor runs, but its logs and Output channels stay empty. */
export async function compileNativeModules(place: EditorPlace, tools: StepTools): Promise<void> {
  const missing = await missingBuildTools(tools.report)
  if (missing.length > 0) {
    tools.report(`editor: ${missing.join(', ')} missing: its logs and Output channels will stay empty`)
    return
  }
  // The editor's Node brings its headers, so node-gyp downloads none. Optimising would take three times as long.
  const nodeFolder = join(dirname(place.node), '..')
  const env = { ...tools.env, JOBS: 'max', CXXFLAGS: '-O0 -g0', npm_config_nodedir: nodeFolder }
  const step = { cwd: workbenchFolder(place), folder: place.folder, env, report: tools.report }
  await runStep('its native modules', step, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'])
}

async function missingBuildTools(report: Report): Promise<string[]> {
  const missing = await notOnPath(buildTools)
  if (missing.length === 0 || !(await installDebianPackages(missing, report))) return missing
  return notOnPath(buildTools)
}

async function notOnPath(names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(names.map(async (name) => findOnPath([name])))
  return names.filter((_, index) => found[index] === undefined)
}
