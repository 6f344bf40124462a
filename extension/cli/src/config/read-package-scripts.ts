import { access } from 'node:fs/promises'
import { join } from 'node:path'

import which from 'which'

import type { Configuration } from '../../../supervision/src/state/control.ts'
import { processName } from '../../../supervision/src/state/process-name.ts'
import { plainSpec, remedies } from '../../../supervision/src/state/project.ts'
import { readPackage } from '../package-manager/find-package.ts'
import type { PackageManager } from '../package-manager/parse-call.ts'

const scriptNames = ['start', 'dev'] as const

/** The `start` or `dev` script of a package.json, or nothing, as the project's package manager would run it. */
export async function readPackageScripts(_text: string, _path: string, folder: string): Promise<Configuration> {
  const { scripts = {}, manifest = {} } = (await readPackage(folder)) ?? {}
  const script = scriptNames.find((name) => Object.hasOwn(scripts, name))
  if (script === undefined) return { processes: [], caches: [], escalation: remedies }
  const command = `${await managerOf(folder, manifest['packageManager'])} run ${script}`
  return { processes: [plainSpec({ name: processName(folder), command, cwd: folder })], caches: [], escalation: remedies }
}

const lockFiles = [['pnpm', 'pnpm-lock.yaml'], ['yarn', 'yarn.lock']] as const

/** The package manager that the project says it uses, if it is installed. */
async function managerOf(folder: string, packageManager: unknown): Promise<PackageManager> {
  const [, named] = /^(npm|pnpm|yarn)@/u.exec(String(packageManager)) ?? []
  const locks = await Promise.all(lockFiles.map(async ([, file]) => access(join(folder, file)).then(() => true, () => false)))
  const manager = (named as PackageManager | undefined) ?? lockFiles.find((_, index) => locks[index])?.[0] ?? 'npm'
  return (await which(manager, { nothrow: true })) === null ? 'npm' : manager
}
