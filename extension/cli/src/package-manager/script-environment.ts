import { join } from 'node:path'

import type { Package } from './find-package.ts'
import type { PackageCall } from './parse-call.ts'

export interface ScriptFacts {
  readonly call: PackageCall
  /** Null: none of it (a tool, not a script). */
  readonly event: string | null
  readonly script: string
  readonly package: Package | undefined
  /** Where the package manager would have been called. */
  readonly cwd: string
  readonly node: { readonly path: string; readonly version: string }
  readonly manager: { readonly path: string; readonly version: string }
  /** What the package manager would have found in its own environment, another one's around it. */
  readonly outer: Readonly<Partial<Record<string, string>>>
}

const handedOnAlways = ['name', 'version', 'config', 'engines'] as const

/**
 * The variables that the package manager would give to a script, but for those of its own configuration
 * (github.com/npm/rfcs/blob/main/implemented/0021-reduce-lifecycle-script-environment.md).
 */
export function scriptEnvironment(facts: ScriptFacts): Record<string, string> {
  const { call, event, script, package: found, cwd, node, manager, outer } = facts
  const agent = userAgent(call, manager.version, node.version)
  if (call.manager === 'pnpm' && event === null) return { npm_command: call.command, npm_config_user_agent: agent }
  const folder = found?.folder ?? cwd
  return {
    ...(found && packageVariables(found, call)),
    ...(event === null ? {} : { npm_lifecycle_event: event, npm_lifecycle_script: script }),
    npm_command: call.command,
    npm_config_user_agent: agent,
    npm_config_local_prefix: folder,
    npm_execpath: manager.path,
    npm_node_execpath: node.path,
    NODE: node.path,
    INIT_CWD: cwd,
    ...ownVariables(facts, folder, outer),
  }
}

/** In what each of them differs. */
function ownVariables({ call, cwd }: ScriptFacts, folder: string, outer: ScriptFacts['outer']): Record<string, string> {
  const npm_package_json = join(call.kind === 'tool' ? cwd : folder, 'package.json')
  if (call.manager === 'pnpm') return { npm_package_json, PNPM_SCRIPT_SRC_DIR: folder }
  const kept = (call.manager === 'npm' ? ['npm_config_user_agent'] : ['INIT_CWD', 'NODE']).map((name) => [name, outer[name]])
  const found = Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as Record<string, string>
  return call.manager === 'npm' ? { npm_package_json, ...found } : found
}

function userAgent({ manager }: PackageCall, version: string, nodeVersion: string): string {
  const platform = `node/${nodeVersion} ${process.platform} ${process.arch}`
  if (manager === 'npm') return `npm/${version} ${platform} workspaces/false`
  return `${manager}/${version} npm/? ${platform}`
}

function packageVariables({ manifest }: Package, { manager }: PackageCall): Record<string, string> {
  // Yarn's first version hands on all of it.
  const keys = manager === 'yarn' ? Object.keys(manifest) : handedOnAlways
  return Object.fromEntries(keys.flatMap((key) => flattened(`npm_package_${key}`, manifest[key])))
}

function flattened(name: string, value: unknown): [string, string][] {
  if (value === undefined) return []
  if (value === null || value === false) return [[variable(name), '']]
  if (typeof value !== 'object') return [[variable(name), typeof value === 'string' ? value : JSON.stringify(value)]]
  return Object.entries(value).flatMap(([key, inner]) => flattened(`${name}_${key}`, inner))
}

function variable(name: string): string {
  return name.replaceAll(/\W/gu, '_')
}
